package io.hybridperf.coordinator.store.neo4j;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.neo4j.driver.Driver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Neo4j driver in use, replaced when its connections have fallen silent. A connection whose
 * other end is gone without closing it (a host that lost power, a router that forgot it) blocks
 * until the server's keep-alive hint is over, two minutes by default, and soon every connection of
 * the pool would. So when an operation is long overdue a new driver takes over, and the old one is
 * closed with all that it still waits for.
 */
final class ReconnectingDriver implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReconnectingDriver.class);

  /** A server that is alive ends an overdue transaction within two seconds, by default. */
  private static final Duration MAX_OVERDUE = Duration.ofSeconds(5);

  /**
   * Counts from when the caller gives up and not from the deadline, so that after a pause of the
   * machine answers that are merely late have their time too.
   */
  private static final Executor WHEN_OVERDUE =
      CompletableFuture.delayedExecutor(MAX_OVERDUE.toMillis(), TimeUnit.MILLISECONDS);

  private final Supplier<Driver> connect;
  private volatile Driver current;
  private volatile boolean closed;

  /**
   * @param connect makes a driver, without waiting for its server
   */
  ReconnectingDriver(Supplier<Driver> connect) {
    this.connect = connect;
    this.current = connect.get();
  }

  Driver current() {
    return current;
  }

  /**
   * Notes that nobody waits for an operation any more.
   *
   * @param used the driver that runs it
   * @param released completes when it has let go of its connection
   */
  void abandoned(Driver used, CompletionStage<?> released) {
    WHEN_OVERDUE.execute(() -> {
      if (!released.toCompletableFuture().isDone()) {
        replace(used);
      }
    });
  }

  private synchronized void replace(Driver silent) {
    if (silent.equals(current) && !closed) {
      LOG.warn("Neo4j has let an operation wait for too long; all connections are made anew");
      current = connect.get();
      var _ = silent.closeAsync();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    current.close();
  }
}
