package io.hybridperf.plans;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hybridperf.coordinator.Main;
import io.hybridperf.coordinator.config.CoordinatorConfig;
import io.hybridperf.coordinator.config.Neo4jConfig;
import io.hybridperf.coordinator.config.SettingException;
import io.hybridperf.coordinator.store.neo4j.Neo4jStore;
import io.hybridperf.coordinator.store.postgres.PostgresStore;
import io.hybridperf.stack.StackLauncher;
import io.hybridperf.stack.StackProcess;
import io.hybridperf.stack.StackStartException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.Driver;
import org.neo4j.driver.exceptions.Neo4jException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line. A mistake of its user is one line on standard error and status 64. */
@Command(
    name = "query-plans",
    description = {
      "Runs every statement of the coordinator on the Neo4j and PostgreSQL of a configuration,"
          + " and flags what will hurt: scans, cartesian products, eager operators, wrong"
          + " estimates, missing indexes. What it writes it rolls back."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:nothing is flagged",
      "1:a store did not answer",
      "2:something is flagged",
      "64:a mistake in the command or the configuration"
    },
    exitCodeOnInvalidInput = QueryPlans.MISTAKE)
public final class QueryPlans implements Callable<Integer> {

  /** Nothing is flagged. */
  public static final int CLEAN = 0;

  /** The plans could not be had. */
  public static final int FAILED = 1;

  /** Something is flagged. */
  public static final int FLAGGED = 2;

  /** The command line or the configuration cannot be used: {@code EX_USAGE} of sysexits.h. */
  public static final int MISTAKE = 64;

  private final @Nullable Config environment;
  private final PrintStream out;
  private final PrintStream err;

  @Spec private CommandSpec spec;

  @Option(names = "--plans", description = "Show whole plans, also those without a flag.")
  private boolean wholePlans;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "1000",
      description = {
        "Flag sequential scans of more than N rows, and wrong estimates of at least N rows;"
            + " by default ${DEFAULT-VALUE}."
      })
  private long rows;

  @Option(
      names = "--error",
      paramLabel = "FACTOR",
      defaultValue = "10",
      description = "Flag estimates wrong by more than this factor; by default ${DEFAULT-VALUE}.")
  private double error;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Start the embedded stack with its data in DIR, explain there, and stop it.")
  private @Nullable Path dataDir;

  @Parameters(
      arity = "0..1",
      paramLabel = "CONFIG",
      description = "A configuration file of the coordinator; without, its defaults.")
  private @Nullable Path file;

  // The other fields are set by picocli.
  @SuppressWarnings("NullAway.Init")
  private QueryPlans(@Nullable Config environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the command and ends the JVM with its status.
   *
   * @param args as {@code --help} says
   */
  public static void main(String[] args) {
    // The driver's own notes on opening and closing are no part of the outcome.
    Logger.getLogger("org.neo4j.driver").setLevel(Level.WARNING);
    System.exit(run(args, System.out, System.err));
  }

  /**
   * Runs the command.
   *
   * @param args as {@code --help} says
   * @return its exit status
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    return new QueryPlans(null, out, err).execute(args);
  }

  /**
   * Runs the command on a configured environment.
   *
   * @param environment a configuration of the coordinator
   * @param args as {@code --help} says, without a configuration file
   * @return its exit status
   */
  public static int run(Config environment, String[] args, PrintStream out, PrintStream err) {
    return new QueryPlans(environment, out, err).execute(args);
  }

  private int execute(String[] args) {
    return new CommandLine(this)
        .setOut(new PrintWriter(out, true, out.charset()))
        .setErr(new PrintWriter(err, true, err.charset()))
        .setParameterExceptionHandler((mistake, _) -> {
          err.println(mistake.getMessage());
          return MISTAKE;
        })
        .execute(args);
  }

  @Override
  public Integer call() {
    Limits limits = limits();
    try {
      if (environment != null) {
        return explain(environment, limits);
      }
      if (dataDir != null) {
        return explainEmbedded(dataDir, limits);
      }
      String[] files = file == null ? new String[0] : new String[] {file.toString()};
      return explain(Main.configuration(files), limits);
    } catch (SettingException e) {
      err.println(e.getMessage());
      return MISTAKE;
    }
  }

  private Limits limits() {
    if (rows < 1 || !(error >= 1)) {
      throw new ParameterException(
          spec.commandLine(), "--rows and --error are numbers from 1 on; try --help");
    }
    return new Limits(rows, error, rows);
  }

  private int explainEmbedded(Path data, Limits limits) {
    try (StackProcess stack = StackLauncher.built(Path.of("")).dataDir(data).start(err::println)) {
      JsonNode stores = stack.description().path("stores");
      return explain(
          ConfigFactory.parseMap(
                  Map.of(
                      "coordinator.neo4j.uri", stores.path("neo4j").asText(),
                      "coordinator.postgresql.url", stores.path("postgresql").asText()))
              .withFallback(ConfigFactory.load()),
          limits);
    } catch (StackStartException e) {
      err.println(e.getMessage());
      return FAILED;
    }
  }

  private int explain(Config config, Limits limits) {
    CoordinatorConfig coordinator = CoordinatorConfig.from(config);
    try {
      Report report = report(coordinator, limits);
      report.print(out, wholePlans);
      return report.isClean() ? CLEAN : FLAGGED;
    } catch (PlansException e) {
      err.println(e.getMessage());
    } catch (Neo4jException e) {
      err.println(
          "Neo4j at " + coordinator.neo4j().uri() + " refused: " + firstLine(e.getMessage()));
    } catch (SQLException | JsonProcessingException e) {
      err.println("PostgreSQL refused: " + firstLine(e.getMessage()));
    }
    return FAILED;
  }

  private static String firstLine(@Nullable String message) {
    return String.valueOf(message).lines().findFirst().orElse("");
  }

  private static Report report(CoordinatorConfig coordinator, Limits limits)
      throws PlansException, SQLException, JsonProcessingException {
    Report report = new Report();
    Neo4jConfig neo4j = coordinator.neo4j();
    try (Driver driver = Neo4jStore.connect(neo4j);
        Connection connection = PostgresStore.connect(coordinator.postgresql())) {
      Neo4jPlans graph = new Neo4jPlans(driver, neo4j.database());
      PostgresPlans policies = new PostgresPlans(connection);
      Sample sample = graph.sample(policies.somePolicy());
      report.addMissing(graph.missingIndexes());
      report.addMissing(policies.missingIndexes());
      for (CypherStatement cypher : CypherStatements.all(sample, neo4j.vectorSearchList())) {
        report.add(graph.profile(cypher, limits));
      }
      for (SqlStatement sql : SqlStatements.all(sample)) {
        report.add(policies.explain(sql, limits));
      }
    }
    return report;
  }
}
