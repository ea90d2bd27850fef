package io.hybridperf.embedded.stack;

import io.hybridperf.embedded.start.StackException;
import io.hybridperf.feeders.movielens.Dataset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the stack is told on its command line.
 *
 * @param dataDir where everything it keeps lies
 * @param metricsPort where the coordinator's metrics are served, 0..65535; 0 takes any free port
 * @param parentPid the process without which the stack has no reason to run
 * @param faults whether the stores can be made to fail
 * @param tenants how many tenants the users are spread over, 1..1000
 * @param rules most rules a user's policy has, 1..1000
 * @param milvus a real Milvus in place of the embedded vector server, see {@link
 *     VectorEngine#start}
 * @param discardWrites whether what is written is gone with the next start
 */
record StackOptions(
    Path dataDir,
    int metricsPort,
    OptionalLong parentPid,
    boolean faults,
    int tenants,
    int rules,
    Optional<String> milvus,
    boolean discardWrites) {
  static final String USAGE =
      "--data-dir DIR [--metrics-port 0..65535] [--parent-pid PID] [--faults on|off]"
          + " [--tenants 1..1000] [--rules 1..1000] [--milvus PROGRAM|HOST:PORT]"
          + " [--writes keep|discard]";

  private static final int DEFAULT_TENANTS = 10;
  private static final int DEFAULT_RULES = 10;
  private static final int MOST_RULES = 1000;

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
    int tenants = DEFAULT_TENANTS;
    int rules = DEFAULT_RULES;
    Optional<String> milvus = Optional.empty();
    boolean discardWrites = false;
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
        case "--faults" -> faults = isFirst(name, value, "on", "off");
        case "--tenants" -> tenants = (int) number(name, value, 1, Dataset.MAX_TENANTS);
        case "--rules" -> rules = (int) number(name, value, 1, MOST_RULES);
        case "--milvus" -> milvus = Optional.of(value);
        case "--writes" -> discardWrites = isFirst(name, value, "discard", "keep");
        default -> throw new StackException("unknown argument " + name + "; expected " + USAGE);
      }
    }
    if (dataDir == null) {
      throw new StackException("argument --data-dir is missing; expected " + USAGE);
    }
    return new StackOptions(
        dataDir, metricsPort, parentPid, faults, tenants, rules, milvus, discardWrites);
  }

  private static boolean isFirst(String name, String value, String first, String second)
      throws StackException {
    if (value.equals(first)) {
      return true;
    }
    if (value.equals(second)) {
      return false;
    }
    throw new StackException(name + " is \"" + value + "\"; expected " + first + " or " + second);
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
