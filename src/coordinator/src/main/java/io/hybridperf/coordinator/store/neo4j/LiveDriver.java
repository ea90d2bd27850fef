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
 * The Neo4j driver in use. Connections may fall silent without being closed: their host is gone, or
 * something between forgot them. The driver notices after what the server told it to wait, two
 * minutes by default, and all its connections would be busy for so long. So when an operation is
 * long overdue a new driver takes over, and the old one is closed with all that it still waits for.
 */
final class LiveDriver implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LiveDriver.class);

  // A server that is there ends what is out of time within two seconds, by default.
  private static final Duration MOST_OVERDUE = Duration.ofSeconds(5);

  // From when the caller gives up, so that after a pause of the machine late answers have their
  // time too.
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(MOST_OVERDUE.toMillis(), TimeUnit.MILLISECONDS);

  private final Supplier<Driver> connect;
  private volatile Driver current;
  private volatile boolean closed;

  /**
   * @param connect makes a driver, without waiting for its server
   */
  LiveDriver(Supplier<Driver> connect) {
    this.connect = connect;
    this.current = connect.get();
  }

  Driver current() {
    return current;
  }

  /**
   * Takes note that nobody waits for an operation any more.
   *
   * @param used the driver it was given to
   * @param over when it has let go of its connection
   */
  void givenUp(Driver used, CompletionStage<?> over) {
    LATER.execute(() -> {
      if (!over.toCompletableFuture().isDone()) {
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
