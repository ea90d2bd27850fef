package io.hybridperf.embedded;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What the stack is told on its command line.
 *
 * @param dataDir where everything it keeps lies
 * @param metricsPort where the coordinator's metrics are served, 0..65535; 0 takes any free port
 * @param parentPid the process without which the stack has no reason to run
 * @param faults whether the stores can be made to fail
 */
record StackOptions(Path dataDir, int metricsPort, OptionalLong parentPid, boolean faults) {
  static final String USAGE =
      "--data-dir DIR [--metrics-port 0..65535] [--parent-pid PID] [--faults on|off]";

  /**
   * Reads {@link #USAGE}.
   *
   * @throws StackException naming the argument that is missing, unknown or out of range
   */
  static StackOptions parse(String... args) throws StackException {
    Path dataDir = null;
    int metricsPort = 0;
    OptionalLong parentPid = OptionalLong.empty();
    boolean faults = false;
    for (int i = 0; i < args.length; i += 2) {
      String name = args[i];
      if (i + 1 == args.length) {
        throw new StackException("argument " + name + " lacks its value; expected " + USAGE);
      }
      String value = args[i + 1];
      switch (name) {
        case "--data-dir" -> dataDir = path(name, value);
        case "--metrics-port" -> metricsPort = (int) number(name, value, 0, 65_535);
        case "--parent-pid" ->
            parentPid = OptionalLong.of(number(name, value, 1, Integer.MAX_VALUE));
        case "--faults" -> faults = flag(name, value);
        default -> throw new StackException("unknown argument " + name + "; expected " + USAGE);
      }
    }
    if (dataDir == null) {
      throw new StackException("argument --data-dir is missing; expected " + USAGE);
    }
    return new StackOptions(dataDir, metricsPort, parentPid, faults);
  }

  private static boolean flag(String name, String value) throws StackException {
    return switch (value) {
      case "on" -> true;
      case "off" -> false;
      default -> throw new StackException(name + " is \"" + value + "\"; expected on or off");
    };
  }

  private static Path path(String name, String value) throws StackException {
    try {
      if (!value.isBlank()) {
        return Path.of(value).toAbsolutePath().normalize();
      }
    } catch (InvalidPathException e) {
      // Told below, with the value.
    }
    throw new StackException(name + " is \"" + value + "\"; expected the path of a folder");
  }

  private static long number(String name, String value, long least, long most)
      throws StackException {
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, with the value.
    }
    throw new StackException(
        name + " is \"" + value + "\"; expected a whole number, " + least + ".." + most);
  }
}
