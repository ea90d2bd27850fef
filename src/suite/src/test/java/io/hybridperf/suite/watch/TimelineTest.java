package io.hybridperf.suite.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.record.ArrivalClock;
import io.hybridperf.suite.support.ConsoleLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimelineTest {
  @TempDir Path folder;

  @Test
  void eventsHappenInOrderAfterTheFirstRequestAndAreKept() throws Exception {
    ArrivalClock clock =
        new ArrivalClock(
            LoadProfile.empty().constant("steady", 10, Duration.ofSeconds(1)).plan(),
            System.nanoTime());
    CountDownLatch done = new CountDownLatch(2);
    try (Timeline timeline = new Timeline();
        ConsoleLines console = new ConsoleLines()) {
      timeline.at(Duration.ofMillis(200), "restore neo4j", done::countDown);
      timeline.at(
          Duration.ofMillis(100),
          "stop neo4j",
          () -> {
            done.countDown();
            throw new IllegalStateException("it is gone already");
          });
      timeline.start(clock, Duration.ZERO, folder.resolve("events.jsonl"));
      assertThat(done.await(300, TimeUnit.MILLISECONDS)).as("before any request").isFalse();

      clock.started(0, System.nanoTime());

      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
      List<String> kept = awaitLines();
      assertThat(kept.getFirst()).contains("stop neo4j", "it is gone already");
      assertThat(kept.getLast()).contains("restore neo4j").doesNotContain("error");
      assertThat(console.said().getFirst()).contains("stop neo4j", "FAILED");
    }
  }

  private List<String> awaitLines() throws IOException, InterruptedException {
    Path file = folder.resolve("events.jsonl");
    while (!Files.exists(file) || Files.readAllLines(file).size() < 2) {
      Thread.sleep(10);
    }
    return Files.readAllLines(file);
  }
}
