package io.hybridperf.coordinator.write;

import io.grpc.Deadline;
import io.hybridperf.coordinator.store.BaselineStore;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.PolicyStore.VersionedPolicy;
import io.hybridperf.coordinator.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies policies that have learned to the baseline's store, in the background, so that feedback
 * does not wait for it. Several changes of one policy become one write. While the store is away the
 * newest version of each policy is kept and tried again, up to {@value #MAX_PENDING} policies.
 */
public final class PolicyReplication implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyReplication.class);
  private static final int MAX_PENDING = 10_000;
  private static final int BATCH = 500;
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final BaselineStore baseline;
  private final Map<PolicyKey, VersionedPolicy> pending = new ConcurrentHashMap<>();
  private final AtomicBoolean working = new AtomicBoolean();
  private volatile boolean full;
  private volatile boolean closed;

  /**
   * @param baseline where copies go
   */
  public PolicyReplication(BaselineStore baseline) {
    this.baseline = baseline;
  }

  /** Queues policies to be copied, and returns at once. */
  void enqueue(List<VersionedPolicy> policies) {
    for (VersionedPolicy learned : policies) {
      if (pending.size() < MAX_PENDING || pending.containsKey(learned.key())) {
        pending.merge(learned.key(), learned, PolicyReplication::newer);
      } else if (!full) {
        full = true;
        LOG.warn(
            "{} policies wait for Neo4j; further ones are left out until they change once more",
            MAX_PENDING);
      }
    }
    work();
  }

  private static VersionedPolicy newer(VersionedPolicy a, VersionedPolicy b) {
    return a.version() >= b.version() ? a : b;
  }

  private void work() {
    if (!pending.isEmpty() && !closed && working.compareAndSet(false, true)) {
      Thread.ofVirtual().name("policy-copies").start(this::replicateAll);
    }
  }

  private void replicateAll() {
    boolean failed = false;
    try {
      while (!pending.isEmpty() && !closed) {
        List<VersionedPolicy> batch = pending.values().stream().limit(BATCH).toList();
        try {
          baseline.replicate(
              batch, Deadline.after(WRITE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
          batch.forEach(learned -> pending.remove(learned.key(), learned));
          failed = false;
          full = false;
        } catch (StoreException e) {
          if (!failed) {
            LOG.warn("policies wait for Neo4j: {}", e.getMessage());
          }
          failed = true;
          LockSupport.parkNanos(PAUSE.toNanos());
        }
      }
    } finally {
      working.set(false);
    }
    // For policies that were queued after the loop ended and before the flag was cleared.
    work();
  }

  /** Stops trying. */
  @Override
  public void close() {
    closed = true;
  }
}
