package io.hybridperf.jmh.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A command's arguments: {@code --name=value} options and the rest. */
final class Arguments {
  private final String command;
  private final Map<String, String> options = new TreeMap<>();
  private final List<String> rest = new ArrayList<>();

  Arguments(String command, List<String> arguments, Set<String> known) {
    this.command = command;
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (!argument.startsWith("--")) {
        rest.add(argument);
      } else if (equals < 0 || !known.contains(argument.substring(2, equals))) {
        throw new UsageException(
            command + ": " + argument + " is not an option; there are --NAME=VALUE of " + known);
      } else {
        options.put(argument.substring(2, equals), argument.substring(equals + 1));
      }
    }
  }

  String text(String name, String defaultValue) {
    return options.getOrDefault(name, defaultValue);
  }

  int number(String name, int defaultValue) {
    String value = options.get(name);
    if (value == null) {
      return defaultValue;
    }
    try {
      int number = Integer.parseInt(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message for both mistakes.
    }
    throw new UsageException(
        command + ": --" + name + "=" + value + ": expected a whole number above 0");
  }

  double fraction(String name, double defaultValue) {
    String value = options.get(name);
    if (value == null) {
      return defaultValue;
    }
    try {
      double number = Double.parseDouble(value);
      if (number >= 0 && number < 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message for both mistakes.
    }
    throw new UsageException(
        command + ": --" + name + "=" + value + ": expected a fraction, e.g. 0.05");
  }

  List<String> list(String name, String defaultValue) {
    return List.of(text(name, defaultValue).split(",", -1));
  }

  /** Exactly these many arguments that are not options. */
  List<String> rest(int count, String usage) {
    if (rest.size() != count) {
      throw new UsageException("usage: " + command + " " + usage);
    }
    return rest;
  }
}
