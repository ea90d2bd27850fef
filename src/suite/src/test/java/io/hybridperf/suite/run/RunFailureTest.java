package io.hybridperf.suite.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class RunFailureTest {

  @Test
  void whatEndedARunIsOneLine() {
    assertThat(
            RunFailure.inWords(
                "recorder",
                new UncheckedIOException(
                    "cannot write run/counters.jsonl", new IOException("No space left on device"))))
        .isEqualTo("cannot write run/counters.jsonl: No space left on device");
    assertThat(
            RunFailure.inWords(
                "recorder",
                new UncheckedIOException(
                    "the run's folder was removed", new NoSuchFileException("run/run.json"))))
        .isEqualTo("the run's folder was removed: NoSuchFile");
    assertThat(
            RunFailure.inWords(
                "recorder", new UncheckedIOException(new IOException("cannot write values.hlog"))))
        .isEqualTo("cannot write values.hlog");
    assertThat(RunFailure.inWords("recorder", new OutOfMemoryError("Java heap space")))
        .startsWith("out of memory: the heap is ")
        .contains("-Dgenerator.heap");
    assertThat(RunFailure.inWords("progress", new IllegalStateException("a bug")))
        .startsWith("the thread 'progress' died of java.lang.IllegalStateException: a bug at ")
        .contains("RunFailureTest");
    assertThat(
            RunFailure.inWords(
                "main",
                new InvocationTargetException(
                    new ExceptionInInitializerError(new IllegalStateException("a bug")))))
        .startsWith("the thread 'main' died of java.lang.IllegalStateException: a bug at ");
  }
}
