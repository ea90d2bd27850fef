package io.hybridperf.plans;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.typesafe.config.Config;
import io.hybridperf.coordinator.Main;
import io.hybridperf.coordinator.config.CoordinatorConfig;
import io.hybridperf.coordinator.config.Neo4jConfig;
import io.hybridperf.coordinator.config.PostgresConfig;
import io.hybridperf.coordinator.config.SettingException;
import io.hybridperf.coordinator.statements.StatementCatalogue;
import io.hybridperf.coordinator.store.neo4j.Neo4jStore;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.Driver;
import org.neo4j.driver.exceptions.Neo4jException;

/**
 * Profiles every statement of the coordinator on the stores that it is configured with, and flags
 * scans, cartesian products, eager operators, wrong estimates and missing indexes. What it writes
 * it rolls back.
 */
public final class QueryPlans {

  /** Nothing is flagged. */
  public static final int CLEAN = 0;

  /** The plans could not be had. */
  public static final int FAILED = 1;

  /** Something is flagged. */
  public static final int FLAGGED = 2;

  /** The command line or the configuration cannot be used. */
  public static final int MISTAKE = 64;

  private QueryPlans() {}

  /**
   * Runs the command; its exit status is one of the four above.
   *
   * @param args {@code [--plans] [--rows N] [--error FACTOR] [configuration file]}
   */
  public static void main(String[] args) {
    // The driver's own notes on opening and closing are no part of the outcome.
    Logger.getLogger("org.neo4j.driver").setLevel(Level.WARNING);
    System.exit(run(args, System.out, System.err));
  }

  /**
   * Runs the command on the environment of a configuration file.
   *
   * @param args as for {@link #main}
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    try {
      Arguments arguments = Arguments.parse(args);
      return run(Main.configuration(arguments.file().toArray(String[]::new)), arguments, out, err);
    } catch (SettingException e) {
      err.println(e.getMessage());
      return MISTAKE;
    }
  }

  /**
   * Runs the command on a configured environment.
   *
   * @param args as for {@link #main}, without a configuration file
   */
  public static int run(Config config, String[] args, PrintStream out, PrintStream err) {
    try {
      return run(config, Arguments.parse(args), out, err);
    } catch (SettingException e) {
      err.println(e.getMessage());
      return MISTAKE;
    }
  }

  private static int run(Config config, Arguments arguments, PrintStream out, PrintStream err) {
    CoordinatorConfig coordinator = CoordinatorConfig.from(config);
    try {
      Report report = report(coordinator, arguments.limits());
      report.print(out, arguments.wholePlans());
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

  static Report report(CoordinatorConfig coordinator, Limits limits)
      throws PlansException, SQLException, JsonProcessingException {
    Report report = new Report();
    Neo4jConfig neo4j = coordinator.neo4j();
    try (Driver driver = Neo4jStore.connect(neo4j);
        Connection connection = connect(coordinator.postgresql())) {
      Neo4jPlans graph = new Neo4jPlans(driver, neo4j.database());
      PostgresPlans policies = new PostgresPlans(connection);
      StatementCatalogue.Sample sample = graph.sample(policies.somePolicy());
      report.addMissing(graph.missingIndexes());
      report.addMissing(policies.missingIndexes());
      for (StatementCatalogue.Cypher cypher :
          StatementCatalogue.cypher(sample, neo4j.vectorSearchList())) {
        report.add(graph.profile(cypher.name(), cypher.text(), cypher.parameters(), limits));
      }
      for (StatementCatalogue.Sql sql : StatementCatalogue.sql(sample)) {
        report.add(policies.explain(sql, limits));
      }
    }
    return report;
  }

  private static Connection connect(PostgresConfig config) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", config.user());
    properties.setProperty("password", config.password().value());
    return DriverManager.getConnection(config.url(), properties);
  }
}
