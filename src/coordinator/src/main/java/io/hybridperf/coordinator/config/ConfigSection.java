package io.hybridperf.coordinator.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigMemorySize;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads one section of the configuration and names the full setting in every complaint. */
final class ConfigSection {

  // A duration without one would be milliseconds.
  private static final Pattern UNIT = Pattern.compile("[a-z]\\s*$");
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");
  private static final Pattern USER_INFORMATION = Pattern.compile("://[^?#]*@");

  private static final long MOST = 1 << 20;

  private final Config section;
  private final String path;

  private ConfigSection(Config section, String path) {
    this.section = section;
    this.path = path;
  }

  static ConfigSection of(Config root, String path) {
    try {
      return new ConfigSection(root.getConfig(path), path);
    } catch (ConfigException e) {
      throw new SettingException(path + " is missing or is not a section: " + firstLine(e));
    }
  }

  ConfigSection section(String name) {
    return new ConfigSection(read(name, section::getConfig), path + "." + name);
  }

  String text(String name) {
    return read(name, section::getString).strip();
  }

  String required(String name) {
    String value = text(name);
    if (value.isEmpty()) {
      throw new SettingException(path + "." + name + " is empty: it must be set");
    }
    return value;
  }

  /** An address that may be shown in messages. */
  String address(String name) {
    String value = required(name);
    if (USER_INFORMATION.matcher(value).find()) {
      throw new SettingException(
          "%s.%s holds a user or password: give them in their own settings, an address is shown in logs"
              .formatted(path, name));
    }
    return value;
  }

  /** The URL of an HTTP server; empty if none is set. */
  Optional<URI> httpUrl(String name) {
    if (text(name).isEmpty()) {
      return Optional.empty();
    }
    String value = address(name);
    try {
      URI url = new URI(value);
      if (url.getHost() != null
          && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
        return Optional.of(url);
      }
    } catch (URISyntaxException e) {
      // The same line says it.
    }
    throw new SettingException(
        "%s.%s is %s: it must be a URL as http://localhost:4318".formatted(path, name, value));
  }

  boolean flag(String name) {
    return read(name, section::getBoolean);
  }

  int number(String name, int min, int max) {
    int value = read(name, section::getInt);
    String text = section.getString(name);
    // Of 50.051 the library would take 50.
    if (!WHOLE.matcher(text).matches()) {
      throw outside(name, text, "whole numbers, as " + max);
    }
    if (value < min || value > max) {
      throw outside(name, String.valueOf(value), min + ".." + max);
    }
    return value;
  }

  double fraction(String name) {
    double value = read(name, section::getDouble);
    if (!(value > 0 && value <= 1)) {
      throw outside(name, String.valueOf(value), "(0, 1]");
    }
    return value;
  }

  Duration duration(String name, Duration min, Duration max) {
    Duration value = read(name, section::getDuration);
    if (!UNIT.matcher(section.getString(name)).find()) {
      throw outside(name, section.getString(name), "durations with a unit, as 200ms");
    }
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw outside(name, section.getString(name), readable(min) + ".." + readable(max));
    }
    return value;
  }

  Duration wholeSeconds(String name, Duration min, Duration max) {
    Duration value = duration(name, min, max);
    if (value.toNanosPart() != 0) {
      throw outside(name, section.getString(name), "whole seconds, as 10s");
    }
    return value;
  }

  long bytes(String name, long min, long max) {
    ConfigMemorySize size = read(name, section::getMemorySize);
    BigInteger value = size.toBytesBigInteger();
    if (value.compareTo(BigInteger.valueOf(min)) < 0
        || value.compareTo(BigInteger.valueOf(max)) > 0) {
      throw outside(name, section.getString(name), min + ".." + max + " bytes");
    }
    return value.longValueExact();
  }

  <E extends Enum<E>> E oneOf(String name, Class<E> type) {
    String value = text(name);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(value)) {
        return constant;
      }
    }
    String expected =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    throw new SettingException(
        path + "." + name + " = " + value + " is unknown: use one of " + expected);
  }

  Map<String, Object> table(String name) {
    Map<String, Object> table = new LinkedHashMap<>();
    read(name, section::getObject)
        .unwrapped()
        .forEach((key, value) -> {
          if (value instanceof Number) {
            table.put(key, value);
          } else if (value instanceof String text && WHOLE.matcher(text).matches()) {
            // As a system property has it.
            table.put(key, Long.valueOf(text));
          } else if (value != null) {
            throw outside(name + "." + key, String.valueOf(value), "numbers, and null for none");
          }
        });
    return Map.copyOf(table);
  }

  Optional<Path> file(String name) {
    String value = text(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Path file = Path.of(value);
    // Neither a pipe that nobody writes to, nor a device without end.
    if (!Files.isReadable(file) || !Files.isRegularFile(file) || file.toFile().length() > MOST) {
      throw new SettingException(
          path + "." + name + " = " + value + " is not a readable file of at most 1 MiB");
    }
    return Optional.of(file);
  }

  /** The lines of the file that a setting names; none if it names none. */
  List<String> lines(String name) {
    return file(name)
        .map(file -> {
          try {
            return Files.readAllLines(file);
          } catch (IOException e) {
            throw new SettingException("%s.%s = %s cannot be read".formatted(path, name, file));
          }
        })
        .orElse(List.of());
  }

  /** The secret named by {@code NAME-env} or {@code NAME-file}. */
  Secret secret(String name) {
    String variable = text(name + "-env");
    if (!variable.isEmpty()) {
      if (!text(name + "-file").isEmpty()) {
        throw new SettingException(
            "%s.%s-file is not read beside %s-env: leave one of them out"
                .formatted(path, name, name));
      }
      String value = System.getenv(variable);
      if (value == null || value.isBlank()) {
        throw new SettingException(
            "%s.%s-env names the environment variable %s, which is not set"
                .formatted(path, name, variable));
      }
      return new Secret(value.strip());
    }
    return file(name + "-file").map(file -> secretIn(name, file)).orElse(Secret.NONE);
  }

  private Secret secretIn(String name, Path file) {
    try {
      String firstLine = Files.readString(file).lines().findFirst().orElse("").strip();
      if (firstLine.isEmpty()) {
        throw new SettingException("%s.%s-file = %s is empty".formatted(path, name, file));
      }
      return new Secret(firstLine);
    } catch (IOException e) {
      throw new SettingException("%s.%s-file = %s cannot be read".formatted(path, name, file));
    }
  }

  private <T> T read(String name, Function<String, T> getter) {
    try {
      return getter.apply(name);
    } catch (ConfigException.Missing e) {
      throw new SettingException(path + "." + name + " is missing");
    } catch (ConfigException e) {
      throw new SettingException(path + "." + name + " cannot be used: " + firstLine(e));
    }
  }

  private SettingException outside(String name, String value, String range) {
    return new SettingException("%s.%s = %s is outside %s".formatted(path, name, value, range));
  }

  private static String readable(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
