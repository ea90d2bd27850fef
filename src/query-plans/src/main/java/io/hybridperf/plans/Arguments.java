package io.hybridperf.plans;

import io.hybridperf.coordinator.config.SettingException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * The command line.
 *
 * @param file the configuration file, or none
 * @param limits from where on plans are flagged
 * @param wholePlans whether plans are shown that have no flags too
 */
record Arguments(List<String> file, Limits limits, boolean wholePlans) {

  private static final String USAGE =
      "expected [--plans] [--rows N] [--error FACTOR] [configuration file]";

  static Arguments parse(String[] args) {
    List<String> file = List.of();
    Limits limits = Limits.DEFAULT;
    boolean wholePlans = false;
    Iterator<String> rest = Arrays.asList(args).iterator();
    while (rest.hasNext()) {
      String argument = rest.next();
      switch (argument) {
        case "--plans" -> wholePlans = true;
        case "--rows" -> {
          long rows = (long) number(argument, rest, 1);
          limits = new Limits(rows, limits.estimateError(), rows);
        }
        case "--error" ->
            limits =
                new Limits(limits.scannedRows(), number(argument, rest, 1), limits.estimatedRows());
        default -> {
          if (argument.startsWith("-") || !file.isEmpty()) {
            throw new SettingException("unknown argument " + argument + ": " + USAGE);
          }
          file = List.of(argument);
        }
      }
    }
    return new Arguments(file, limits, wholePlans);
  }

  private static double number(String name, Iterator<String> rest, double least) {
    String value = rest.hasNext() ? rest.next() : "";
    try {
      double number = Double.parseDouble(value);
      if (number >= least && number < Long.MAX_VALUE) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, with the value.
    }
    throw new SettingException(
        "%s is \"%s\": expected a number from %.0f on".formatted(name, value, least));
  }
}
