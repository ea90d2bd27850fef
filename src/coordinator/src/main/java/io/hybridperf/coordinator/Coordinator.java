package io.hybridperf.coordinator;

import io.grpc.protobuf.services.HealthStatusManager;
import io.hybridperf.coordinator.cache.FactsBatcher;
import io.hybridperf.coordinator.cache.GraphCache;
import io.hybridperf.coordinator.cache.PolicyCache;
import io.hybridperf.coordinator.cache.ResultCache;
import io.hybridperf.coordinator.config.CacheConfig;
import io.hybridperf.coordinator.config.CoordinatorConfig;
import io.hybridperf.coordinator.metrics.CoordinatorMetrics;
import io.hybridperf.coordinator.metrics.MetricsServer;
import io.hybridperf.coordinator.metrics.StateMetrics;
import io.hybridperf.coordinator.search.SearchEngine;
import io.hybridperf.coordinator.server.AdaptiveConcurrencyLimit;
import io.hybridperf.coordinator.server.CoordinatorService;
import io.hybridperf.coordinator.server.GrpcServer;
import io.hybridperf.coordinator.server.Readiness;
import io.hybridperf.coordinator.server.RequestExecutor;
import io.hybridperf.coordinator.store.guard.StoreGuard;
import io.hybridperf.coordinator.tracing.Tracing;
import io.hybridperf.coordinator.write.FeedbackWriter;
import io.hybridperf.coordinator.write.IngestWriter;
import io.hybridperf.coordinator.write.OutboxReplay;
import io.hybridperf.coordinator.write.PolicyReplication;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** A running coordinator. Closing it drains running requests, then lets the stores go. */
public final class Coordinator implements AutoCloseable {

  private final GrpcServer server;
  private final MetricsServer metricsServer;
  private final Deque<Runnable> closing;

  private Coordinator(GrpcServer server, MetricsServer metricsServer, Deque<Runnable> closing) {
    this.server = server;
    this.metricsServer = metricsServer;
    this.closing = closing;
  }

  /**
   * Connects to the stores, reads the embeddings' dimension and starts to serve.
   *
   * @param config what to start with
   * @return the coordinator, accepting requests
   * @throws io.hybridperf.coordinator.config.SettingException if a setting cannot be used: the
   *     store that must answer is not there or not loaded, a port is taken, a file is unusable
   */
  public static Coordinator start(CoordinatorConfig config) {
    return start(config, Stores.connect(config));
  }

  static Coordinator start(CoordinatorConfig config, Stores stores) {
    Deque<Runnable> closing = new ArrayDeque<>();
    closing.push(stores::close);
    try {
      return start(config, stores, closing);
    } catch (RuntimeException e) {
      closing.forEach(Runnable::run);
      throw e;
    }
  }

  private static Coordinator start(
      CoordinatorConfig config, Stores stores, Deque<Runnable> closing) {
    CoordinatorMetrics metrics = new CoordinatorMetrics();
    CacheConfig bounds = config.cache();
    Duration staleness = config.milvus().maxStaleness();
    ResultCache results = new ResultCache(bounds.result(), staleness, metrics.cache("result"));
    PolicyCache policies =
        new PolicyCache(stores.policies(), bounds.policy(), metrics.cache("policy"));
    FactsBatcher batcher = new FactsBatcher(stores.graph(), config.neo4j().timeouts().read());
    GraphCache facts = new GraphCache(batcher, bounds.graph(), metrics.cache("graph"));
    SearchEngine engine =
        new SearchEngine(
            stores.vectors(), stores.graph(), stores.baseline(), facts, policies, metrics);
    PolicyReplication replication = new PolicyReplication(stores.baseline());
    closing.push(replication::close);
    FeedbackWriter feedback = new FeedbackWriter(stores.policies(), policies, facts, replication);
    IngestWriter ingest =
        new IngestWriter(
            stores.vectors(),
            stores.graph(),
            stores.outbox(),
            stores.guards().values(),
            results,
            facts,
            staleness);
    AdaptiveConcurrencyLimit limit =
        new AdaptiveConcurrencyLimit(
            config.limits(),
            stores.guards().values().stream().map(StoreGuard::queueDelay).toList(),
            System.nanoTime());
    CoordinatorService service =
        new CoordinatorService(
            engine,
            ingest,
            feedback,
            results,
            new RequestExecutor(
                limit, config.limits().retryAfter(), metrics, config.server().defaultDeadline()),
            stores.vectors().dimension(),
            config.storage(),
            config.neo4j().embeddings());

    MetricsServer metricsServer = new MetricsServer(config.metrics(), metrics.registry());
    closing.push(metricsServer::close);
    HealthStatusManager health = new HealthStatusManager();
    Readiness readiness =
        new Readiness(
            health,
            stores.vectors(),
            stores.graph(),
            stores.policies(),
            config.storage(),
            config.readinessInterval());
    StateMetrics state = new StateMetrics(metrics.registry());
    state.watchPools(stores.pools());
    state.watchBreakers(stores.guards());
    state.watchFactsBatcher(batcher::queries, batcher::callers);
    state.watchLimit(limit::inFlight, limit::limit);
    state.watchStores(readiness.gauges());
    state.watchCaches(
        Map.of("result", results::entries, "policy", policies::entries, "graph", facts::entries),
        Map.of("result", results::bytes, "policy", policies::bytes, "graph", facts::bytes));
    OutboxReplay replay = new OutboxReplay(stores.outbox(), ingest, config.outboxInterval());
    closing.push(replay::close);
    state.watchOutbox(
        () -> replay.depth().entries(), () -> replay.depth().oldest().toMillis() / 1000.0);
    Tracing tracing = Tracing.open(config.tracing());
    closing.push(tracing::close);
    GrpcServer server;
    try {
      server = new GrpcServer(config.server(), service, health, tracing.interceptors());
    } catch (RuntimeException e) {
      readiness.close();
      throw e;
    }
    closing.push(server::close);
    // First of all readiness, so that balancers turn away while the server drains.
    closing.push(readiness::close);
    return new Coordinator(server, metricsServer, closing);
  }

  /** The port of the gRPC server. */
  public int port() {
    return server.port();
  }

  /** The port of the metrics' HTTP server. */
  public int metricsPort() {
    return metricsServer.port();
  }

  /** Reports not ready, drains, and closes everything. Safe to repeat. */
  @Override
  public synchronized void close() {
    while (!closing.isEmpty()) {
      closing.pop().run();
    }
  }
}
