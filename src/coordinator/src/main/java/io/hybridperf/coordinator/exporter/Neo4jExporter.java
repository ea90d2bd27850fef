package io.hybridperf.coordinator.exporter;

import io.hybridperf.coordinator.Main;
import io.hybridperf.coordinator.config.CoordinatorConfig;
import io.hybridperf.coordinator.config.MetricsConfig;
import io.hybridperf.coordinator.config.Neo4jConfig;
import io.hybridperf.coordinator.config.SettingException;
import io.hybridperf.coordinator.metrics.MetricsServer;
import io.hybridperf.coordinator.store.neo4j.Neo4jStore;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.TransactionConfig;
import org.neo4j.driver.exceptions.Neo4jException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows Prometheus what a Neo4j Community says of itself when it is asked in Cypher: transactions,
 * indexes, heap, counts. That is not what Neo4j Enterprise exports: of its page cache, its
 * checkpoints and the times of its queries Community says nothing. A program of its own, so that a
 * Neo4j which hangs keeps no coordinator from being scraped.
 */
public final class Neo4jExporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Neo4jExporter.class);
  private static final int MISTAKE = 64;
  private static final Duration LONGEST_QUERY = Duration.ofSeconds(3);

  /**
   * A metric.
   *
   * @param name with its unit
   * @param help what it is
   * @param label of its series; empty: there is one
   * @param query rows of a number, which is the last column, after the label's value if it has one
   */
  private record Metric(String name, String help, String label, String query) {
    boolean isCounter() {
      return name.endsWith(COUNTER);
    }
  }

  private static final String COUNTER = "_total";

  private static final List<Metric> METRICS =
      List.of(
          new Metric(
              "neo4j_community_transactions",
              "Transactions that run now, this exporter's own left out",
              "",
              """
              SHOW TRANSACTIONS YIELD currentQuery
              WHERE NOT coalesce(currentQuery, '') STARTS WITH 'SHOW TRANSACTIONS'
              RETURN count(*) AS n
              """),
          new Metric(
              "neo4j_community_oldest_transaction_seconds",
              "How long the oldest of them has been running; 0: there is none",
              "",
              """
              SHOW TRANSACTIONS YIELD elapsedTime, currentQuery
              WHERE NOT coalesce(currentQuery, '') STARTS WITH 'SHOW TRANSACTIONS'
              RETURN coalesce(max(elapsedTime.milliseconds), 0) / 1000.0 AS seconds
              """),
          new Metric(
              "neo4j_community_indexes",
              "Indexes by state; one that is not ONLINE is not used",
              "state",
              "SHOW INDEXES YIELD state RETURN state, count(*) AS n"),
          new Metric(
              "neo4j_community_heap_bytes",
              "Heap of Neo4j's JVM: used, and the most there may be",
              "state",
              """
              CALL dbms.queryJmx('java.lang:type=Memory') YIELD attributes
              WITH attributes.HeapMemoryUsage.value.properties AS heap
              UNWIND ['used', 'max'] AS state
              RETURN state, heap[state] AS bytes
              """),
          new Metric(
              "neo4j_community_gc_seconds_total",
              "How long the collectors of Neo4j's JVM have worked",
              "collector",
              """
              CALL dbms.queryJmx('java.lang:type=GarbageCollector,name=*') YIELD name, attributes
              RETURN split(split(name, 'name=')[1], ',')[0] AS collector,
                attributes.CollectionTime.value / 1000.0 AS seconds
              """),
          new Metric(
              "neo4j_community_nodes",
              "Nodes of the database",
              "",
              "MATCH (n) RETURN count(n) AS n"),
          new Metric(
              "neo4j_community_relationships",
              "Relationships of the database",
              "",
              "MATCH ()-[r]->() RETURN count(r) AS n"));

  private final Driver driver;
  private final SessionConfig session;
  private final MetricsServer server;

  /**
   * Starts to listen. Neo4j need not be there yet: {@code neo4j_community_up} says whether it is.
   *
   * @param neo4j where it is
   * @param listen where Prometheus scrapes
   * @throws SettingException if an address cannot be used
   */
  public Neo4jExporter(Neo4jConfig neo4j, MetricsConfig listen) {
    driver = Neo4jStore.connect(neo4j);
    session =
        SessionConfig.builder()
            .withDatabase(neo4j.database())
            .withDefaultAccessMode(AccessMode.READ)
            .build();
    PrometheusRegistry registry = new PrometheusRegistry();
    registry.register((MultiCollector) this::read);
    server = new MetricsServer(listen, registry);
  }

  /** {@return the port listened on} */
  public int port() {
    return server.port();
  }

  private MetricSnapshots read() {
    List<MetricSnapshot> all = new ArrayList<>();
    int up = 1;
    try (Session asked = driver.session(session)) {
      for (Metric metric : METRICS) {
        all.add(
            asked.executeRead(
                transaction ->
                    snapshot(metric, transaction.run(metric.query()).list(Function.identity())),
                TransactionConfig.builder().withTimeout(LONGEST_QUERY).build()));
      }
    } catch (Neo4jException e) {
      // What was read before it failed is no picture of one moment.
      LOG.warn("Neo4j does not say how it is: {}", e.getMessage());
      all.clear();
      up = 0;
    }
    all.add(
        GaugeSnapshot.builder()
            .name("neo4j_community_up")
            .help("Whether Neo4j answered all that it was asked for this scrape")
            .dataPoint(new GaugeDataPointSnapshot(up, Labels.EMPTY, null))
            .build());
    return new MetricSnapshots(all);
  }

  private static MetricSnapshot snapshot(Metric metric, List<Record> rows) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(metric.name()).help(metric.help());
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder().name(metric.name().replace(COUNTER, "")).help(metric.help());
    for (Record row : rows) {
      Labels labels =
          metric.label().isEmpty()
              ? Labels.EMPTY
              : Labels.of(metric.label(), row.get(0).asString());
      double value = row.get(row.size() - 1).asDouble();
      if (metric.isCounter()) {
        counter.dataPoint(new CounterDataPointSnapshot(value, labels, null, 0));
      } else {
        gauge.dataPoint(new GaugeDataPointSnapshot(value, labels, null));
      }
    }
    return metric.isCounter() ? counter.build() : gauge.build();
  }

  @Override
  public void close() {
    server.close();
    driver.close();
  }

  /**
   * Runs until the process is told to stop.
   *
   * @param args at most one configuration file, the coordinator's: {@code coordinator.neo4j} says
   *     where Neo4j is, {@code coordinator.neo4j-exporter} where Prometheus scrapes
   */
  public static void main(String[] args) throws InterruptedException {
    Neo4jExporter exporter;
    MetricsConfig listen;
    try {
      CoordinatorConfig config = CoordinatorConfig.from(Main.configuration(args));
      listen = config.neo4jExporter();
      exporter = new Neo4jExporter(config.neo4j(), listen);
    } catch (SettingException e) {
      System.err.println(e.getMessage());
      System.exit(MISTAKE);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(exporter::close, "shutdown"));
    System.out.printf("Neo4j's metrics on http://%s:%d/metrics%n", listen.host(), exporter.port());
    new CountDownLatch(1).await();
  }
}
