package io.hybridperf.embedded.stack;

import io.hybridperf.embedded.start.StackException;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.MovieLens;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What the stack is told on its command line.
 *
 * @param dataDir where everything it keeps lies
 * @param metricsPort where the coordinator's metrics are served, 0..65535; 0 takes any free port
 * @param parentPid the process without which the stack has no reason to run
 * @param faults whether the stores can be made to fail
 * @param tenants how many tenants the users are spread over, 1..1000
 * @param rules most rules a user's policy has, 1..1000
 * @param films how many films are loaded, 9742..1000000: the real ones and synthetic ones
 * @param milvus a real Milvus in place of the embedded vector server, see {@link
 *     io.hybridperf.embedded.engine.VectorEngine#start}
 * @param discardWrites whether what is written is gone with the next start
 * @param baseline whether Neo4j is kept able to answer alone
 */
record StackOptions(
    Path dataDir,
    int metricsPort,
    OptionalLong parentPid,
    boolean faults,
    int tenants,
    int rules,
    int films,
    Optional<String> milvus,
    boolean discardWrites,
    boolean baseline) {
  private static final int MOST_RULES = 1000;

  enum Switch {
    on,
    off
  }

  enum Written {
    keep,
    discard
  }

  @Command(
      name = "embedded-stack",
      sortOptions = false,
      description =
          "Runs Neo4j, PostgreSQL, a vector server with Milvus's protocol and the coordinator on this"
              + " machine's loopback, until standard input ends or says \"stop\".")
  private static final class CommandLineOptions {
    @Option(
        names = "--data-dir",
        required = true,
        paramLabel = "DIR",
        description = "where everything it keeps lies; made if it does not exist")
    Path dataDir = Path.of("");

    @Option(
        names = "--metrics-port",
        paramLabel = "PORT",
        description = "of the coordinator's metrics, 0..65535; 0, the default, takes any free one")
    int metricsPort;

    @Option(
        names = "--parent-pid",
        paramLabel = "PID",
        description = "the process with whose end it ends")
    @Nullable Long parentPid;

    @Option(
        names = "--faults",
        paramLabel = "on|off",
        description = "whether its stores can be made to fail; default ${DEFAULT-VALUE}")
    Switch faults = Switch.off;

    @Option(
        names = "--tenants",
        paramLabel = "N",
        description = "that the users are spread over, 1..1000; default ${DEFAULT-VALUE}")
    int tenants = 10;

    @Option(
        names = "--rules",
        paramLabel = "N",
        description = "most rules of a user's policy, 1..1000; default ${DEFAULT-VALUE}")
    int rules = 10;

    @Option(
        names = "--films",
        paramLabel = "N",
        description =
            "that are loaded, 9742..1000000, synthetic ones after the real ones; default ${DEFAULT-VALUE}: these alone")
    int films = MovieLens.FILMS;

    @Option(
        names = "--milvus",
        paramLabel = "PROGRAM|HOST:PORT",
        description = "a real Milvus in place of the embedded vector server")
    @Nullable String milvus;

    @Option(
        names = "--writes",
        paramLabel = "keep|discard",
        description = "what becomes of what is written; default ${DEFAULT-VALUE}")
    Written writes = Written.keep;

    @Option(
        names = "--baseline",
        paramLabel = "on|off",
        description =
            "whether Neo4j is given embeddings by each ingest, to answer alone; default ${DEFAULT-VALUE}")
    Switch baseline = Switch.on;

    // Picocli's: with it nothing else is required.
    @SuppressWarnings("UnusedVariable")
    @Option(names = "--help", usageHelp = true, description = "says this and ends")
    boolean help;
  }

  /**
   * {@return what {@code --help} says; nothing if that is not asked for}
   *
   * @param args the command line
   */
  static Optional<String> help(String... args) {
    return List.of(args).contains("--help")
        ? Optional.of(new CommandLine(new CommandLineOptions()).getUsageMessage())
        : Optional.empty();
  }

  /**
   * Reads a command line.
   *
   * @param args as {@code --help} says
   * @return the options
   * @throws StackException naming the option that is missing, unknown or out of range
   */
  static StackOptions parse(String... args) throws StackException {
    CommandLineOptions given = new CommandLineOptions();
    try {
      new CommandLine(given).parseArgs(args);
    } catch (UnmatchedArgumentException e) {
      List<String> alike = e.getSuggestions();
      throw new StackException(
          e.getMessage()
              + (alike.isEmpty() ? "" : "; did you mean " + String.join(" or ", alike) + "?")
              + "; --help lists the options");
    } catch (ParameterException e) {
      throw new StackException(e.getMessage() + "; --help lists the options");
    }
    if (given.dataDir.toString().isBlank()) {
      throw new StackException("--data-dir is \"\"; expected the path of a folder");
    }
    return new StackOptions(
        given.dataDir.toAbsolutePath().normalize(),
        (int) within("--metrics-port", given.metricsPort, 0, 65_535),
        given.parentPid == null
            ? OptionalLong.empty()
            : OptionalLong.of(within("--parent-pid", given.parentPid, 1, Integer.MAX_VALUE)),
        given.faults == Switch.on,
        (int) within("--tenants", given.tenants, 1, Dataset.MAX_TENANTS),
        (int) within("--rules", given.rules, 1, MOST_RULES),
        (int) within("--films", given.films, MovieLens.FILMS, Dataset.MAX_FILMS),
        Optional.ofNullable(given.milvus),
        given.writes == Written.discard,
        given.baseline == Switch.on);
  }

  private static long within(String name, long value, long least, long most) throws StackException {
    if (value < least || value > most) {
      throw new StackException(
          "%s is %s; expected a whole number, %s..%s".formatted(name, value, least, most));
    }
    return value;
  }
}
