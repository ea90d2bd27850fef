package io.hybridperf.suite.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("sets the default handler of uncaught exceptions")
class BackgroundTest {
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private Thread.UncaughtExceptionHandler before;

  @BeforeEach
  void listen() {
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> heard.add(thread.getName() + ": " + failure.getMessage()));
  }

  @AfterEach
  void stop() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  private String heard() throws InterruptedException {
    return heard.poll(30, TimeUnit.SECONDS);
  }

  @Test
  void theDeathOfAThreadIsHeardOf() throws Exception {
    Background.start(
        "capacity-search",
        () -> {
          throw new IllegalStateException("a bug");
        });

    assertThat(heard()).isEqualTo("capacity-search: a bug");
  }

  @Test
  void aTaskOfATimerThatFailsIsHeardOfAlsoWhereItIsPeriodicAndTheFailureIsAnError()
      throws Exception {
    ScheduledExecutorService timer = Background.timer("progress");
    try {
      var _ =
          timer.scheduleAtFixedRate(
              () -> {
                throw new AssertionError("no memory");
              },
              0,
              1,
              TimeUnit.DAYS);
      assertThat(heard()).isEqualTo("progress: no memory");
      timer.execute(() -> {
        throw new IllegalStateException("once");
      });
      assertThat(heard()).isEqualTo("progress: once");
    } finally {
      timer.shutdownNow();
    }
    assertThat(heard).isEmpty();
  }
}
