package io.hybridperf.coordinator.server;

import io.grpc.Deadline;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.coordinator.config.Storage;
import io.hybridperf.coordinator.store.GraphStore;
import io.hybridperf.coordinator.store.PolicyStore;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.store.VectorStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the stores regularly. While the store that every answer needs is away, the API's service
 * is NOT_SERVING; without another one it still answers, degraded. The service name "" stands for
 * the process, which is SERVING for as long as it runs.
 */
public final class Readiness implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
  private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(1);
  private static final String VECTOR = "milvus";
  private static final String GRAPH = "neo4j";

  private final HealthStatusManager health;
  private final String needed;
  private final Map<String, Probe> probes = new LinkedHashMap<>();
  private final Map<String, Boolean> up = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("readiness").daemon().factory());

  private final ScheduledFuture<?> checks;
  private volatile boolean closed;

  private interface Probe {
    void check(Deadline deadline) throws StoreException;
  }

  /**
   * Checks once, then regularly.
   *
   * @param health where the outcome is reported
   * @param storage what answers requests that do not say: the vector store, or the graph store
   *     alone
   * @param interval between two checks
   */
  public Readiness(
      HealthStatusManager health,
      VectorStore vectors,
      GraphStore graph,
      PolicyStore policies,
      Storage storage,
      Duration interval) {
    this.health = health;
    this.needed = storage == Storage.NEO4J_ONLY ? GRAPH : VECTOR;
    probes.put(VECTOR, vectors::check);
    probes.put(GRAPH, graph::check);
    probes.put("postgresql", policies::check);
    check();
    this.checks =
        timer.scheduleWithFixedDelay(
            this::check, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void check() {
    probes.forEach(this::check);
    report();
  }

  private synchronized void report() {
    health.setStatus(
        HybridCoordinatorGrpc.SERVICE_NAME,
        isUp(needed) && !closed ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  private void check(String store, Probe probe) {
    String reason = "";
    try {
      probe.check(Deadline.after(CHECK_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS));
    } catch (StoreException | RuntimeException e) {
      reason = reason(e);
    }
    boolean isUp = reason.isEmpty();
    Boolean wasUp = up.put(store, isUp);
    if (wasUp == null || wasUp != isUp) {
      if (isUp) {
        LOG.info("{} answers", store);
      } else {
        LOG.warn("{} does not answer: {}", store, reason);
      }
    }
  }

  /** One line with what the store's driver said in the first place, such as of a wrong password. */
  private static String reason(Exception failure) {
    String message = String.valueOf(failure.getMessage());
    if (failure.getCause() == null) {
      return message;
    }
    Throwable root = failure.getCause();
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return message + " (" + String.valueOf(root.getMessage()).lines().findFirst().orElse("") + ")";
  }

  private boolean isUp(String store) {
    return up.getOrDefault(store, false);
  }

  /** By store, 1 if it answered the last check, else 0. */
  public Map<String, LongSupplier> gauges() {
    Map<String, LongSupplier> gauges = new LinkedHashMap<>();
    probes.keySet().forEach(store -> gauges.put(store, () -> isUp(store) ? 1 : 0));
    return gauges;
  }

  /**
   * Reports NOT_SERVING from now on, so that balancers turn away while running requests finish. The
   * server stays alive until it has gone.
   */
  @Override
  public void close() {
    if (timer.isShutdown()) {
      return;
    }
    checks.cancel(false);
    timer.shutdownNow();
    closed = true;
    report();
  }
}
