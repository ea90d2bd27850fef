package io.hybridperf.loader;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.hybridperf.coordinator.Main;
import io.hybridperf.coordinator.config.CoordinatorConfig;
import io.hybridperf.coordinator.config.PostgresConfig;
import io.hybridperf.coordinator.config.SettingException;
import io.hybridperf.coordinator.store.milvus.MilvusStore;
import io.hybridperf.coordinator.store.neo4j.Neo4jStore;
import io.hybridperf.coordinator.store.postgres.PostgresStore;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.Footprint;
import io.hybridperf.feeders.movielens.MovieLens;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.IndexParam.IndexType;
import io.milvus.v2.exception.MilvusClientException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
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

/** The command that loads the shipped data into the stores of a coordinator's configuration. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = {
      "Loads MovieLens with its embeddings, graph and policies into Milvus, Neo4j and PostgreSQL,"
          + " where a coordinator's configuration says they are, and looks at what is in them"
          + " afterwards. Started again, it writes what is missing.",
      ""
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:All is there.",
      "1:A store cannot be reached, refuses, or holds something else afterwards.",
      "64:The command line or the configuration cannot be used."
    })
public final class LoadData implements Callable<Integer> {
  /** A store cannot be reached, refuses, or holds something else afterwards. */
  public static final int FAILED = 1;

  /** The command line or the configuration cannot be used: {@code EX_USAGE} of sysexits.h. */
  public static final int MISTAKE = 64;

  private final PrintStream out;
  private final PrintStream err;
  private final long start = System.nanoTime();

  @Spec private CommandSpec spec;

  @Option(
      names = "--tenants",
      paramLabel = "N",
      defaultValue = "10",
      description = "Spread the users over N tenants; by default ${DEFAULT-VALUE}.")
  private int tenants;

  @Option(
      names = "--rules",
      paramLabel = "N",
      defaultValue = "10",
      description = "Keep the N strongest rules of a policy; by default ${DEFAULT-VALUE}.")
  private int rules;

  @Option(
      names = "--films",
      paramLabel = "N",
      defaultValue = "" + MovieLens.FILMS,
      description =
          "Load N films, up to 1000000: synthetic ones after the real ones; by default ${DEFAULT-VALUE}, these alone.")
  private int films;

  @Option(
      names = "--index",
      paramLabel = "TYPE",
      description = "Milvus's type of the index, as GPU_CAGRA; by default HNSW.")
  private @Nullable IndexType index;

  @Option(
      names = "--index-param",
      paramLabel = "NAME=VALUE",
      description = "What the --index is built with, as intermediate_graph_degree=128.")
  private Map<String, Integer> indexParams = new TreeMap<>();

  @Option(names = "--check", description = "Write nothing; look at what is in the stores.")
  private boolean onlyCheck;

  @Parameters(
      arity = "0..1",
      paramLabel = "CONFIG",
      description = "A configuration file of the coordinator; without, its defaults.")
  private @Nullable Path file;

  // The other fields are set by picocli.
  @SuppressWarnings("NullAway.Init")
  private LoadData(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the command and ends the JVM with its status.
   *
   * @param args as {@code --help} says
   */
  public static void main(String[] args) {
    // What the clients note is no part of the outcome.
    Logger.getLogger("org.neo4j.driver").setLevel(Level.WARNING);
    Logger.getLogger("io.milvus").setLevel(Level.OFF);
    System.exit(run(args, System.out, System.err));
  }

  /**
   * Runs the command.
   *
   * @param args as {@code --help} says
   * @return its exit status
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    return new CommandLine(new LoadData(out, err))
        .setCaseInsensitiveEnumValuesAllowed(true)
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
    VectorIndex wanted = index();
    if (tenants < 1 || tenants > Dataset.MAX_TENANTS || rules < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--tenants is 1 to %s, --rules 1 or more".formatted(Dataset.MAX_TENANTS));
    }
    requireRoom(Runtime.getRuntime().maxMemory());
    try {
      String[] files = file == null ? new String[0] : new String[] {file.toString()};
      CoordinatorConfig stores = CoordinatorConfig.from(Main.configuration(files));
      Dataset dataset = MovieLens.load().grownTo(films).withPolicies(tenants, rules);
      say(
          "%s: %s films, %s tenants, policies of at most %s rules"
              .formatted(dataset.name(), dataset.films().size(), tenants, rules));
      return load(stores, dataset, wanted);
    } catch (SettingException e) {
      err.println(e.getMessage());
      return MISTAKE;
    }
  }

  /** What was loaded is compared with every vector. */
  private void requireRoom(long heapBytes) {
    if (films < MovieLens.FILMS || films > Dataset.MAX_FILMS) {
      throw new ParameterException(
          spec.commandLine(),
          "--films is %s; choose %s to %s".formatted(films, MovieLens.FILMS, Dataset.MAX_FILMS));
    }
    long needed = Footprint.generatorHeap(films);
    if (films > MovieLens.FILMS && heapBytes < needed) {
      throw new ParameterException(
          spec.commandLine(),
          "--films is %s: looking at them afterwards takes a heap of about %s MB, and there are %s MB; give more with MAVEN_OPTIONS=-Xmx%sg, or load fewer"
              .formatted(films, needed >> 20, heapBytes >> 20, (needed >> 30) + 1));
    }
  }

  private VectorIndex index() {
    if (index == null && !indexParams.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--index-param needs an --index that it is for");
    }
    return index == null ? VectorIndex.HNSW : new VectorIndex(index, new TreeMap<>(indexParams));
  }

  private int load(CoordinatorConfig stores, Dataset dataset, VectorIndex wanted) {
    try {
      // The one that finds most mistakes first, the one that takes longest last.
      policies(stores.postgresql(), dataset);
      vectors(stores, dataset, wanted);
      graph(stores, dataset);
      say("all is there");
      return 0;
    } catch (LoadException e) {
      err.println(e.getMessage());
    } catch (Neo4jException e) {
      err.println(
          "Neo4j at %s (coordinator.neo4j.uri): %s"
              .formatted(stores.neo4j().uri(), firstLine(e.getMessage())));
    } catch (MilvusClientException e) {
      err.println(
          "Milvus at %s (coordinator.milvus.uri): %s"
              .formatted(stores.milvus().uri(), firstLine(e.getMessage())));
    } catch (SQLException | JsonProcessingException e) {
      err.println("PostgreSQL (coordinator.postgresql.url): " + firstLine(e.getMessage()));
    }
    return FAILED;
  }

  private void policies(PostgresConfig config, Dataset dataset)
      throws SQLException, JsonProcessingException, LoadException {
    try (Connection connection = PostgresStore.connect(config)) {
      if (!onlyCheck) {
        PostgresLoader.load(connection, dataset, this::say);
      }
      new LoadedCheck(dataset, this::say).policies(connection);
    }
  }

  private void vectors(CoordinatorConfig stores, Dataset dataset, VectorIndex wanted)
      throws LoadException {
    MilvusClientV2 client = MilvusStore.connect(stores.milvus());
    String collection = stores.milvus().collection();
    try {
      if (!onlyCheck) {
        new MilvusLoader(client, collection, this::say).load(dataset, wanted);
      }
      new LoadedCheck(dataset, this::say)
          .vectors(client, collection, stores.milvus().searchParams());
    } finally {
      client.close();
    }
  }

  private void graph(CoordinatorConfig stores, Dataset dataset) throws LoadException {
    try (Driver driver = Neo4jStore.connect(stores.neo4j())) {
      Neo4jLoader graph = new Neo4jLoader(driver, stores.neo4j().database(), this::say);
      if (!onlyCheck) {
        graph.load(dataset);
      }
      new LoadedCheck(dataset, this::say).graph(graph);
    }
  }

  private void say(String line) {
    double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
    out.println(String.format(Locale.ROOT, "%6.1f s  %s", seconds, line));
    out.flush();
  }

  private static String firstLine(@Nullable String message) {
    return String.valueOf(message).lines().findFirst().orElse("");
  }
}
