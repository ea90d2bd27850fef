package io.hybridperf.measurement.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlushThreadTest {
  private final CompletableFuture<Throwable> told = new CompletableFuture<>();
  private Thread.UncaughtExceptionHandler before;

  @BeforeEach
  void listen() {
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, failure) -> told.complete(failure));
  }

  @AfterEach
  void stop() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  @Test
  void aWriteThatFailsIsHeardOfAtOnceAndAgainAtTheEnd() throws Exception {
    FlushThread flush =
        new FlushThread(() -> {
          throw new UncheckedIOException("cannot write", new IOException("the disk is full"));
        });

    flush.start();

    assertThat(told.get(60, TimeUnit.SECONDS)).hasMessage("cannot write");
    flush.halt();
    assertThatThrownBy(flush::rethrowFailure).hasMessage("cannot write");
  }
}
