package io.hybridperf.suite.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.suite.watch.RunningLoad;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScrapedLiveTest {
  private final ArrivalPlan plan =
      LoadProfile.empty().constant("live", 100, Duration.ofSeconds(6)).plan();

  @TempDir Path folder;

  @Test
  void isScrapedWhileItIsOnAndSaysSoWhereItWasNot() throws Exception {
    ScrapedLive live = new ScrapedLive();
    RunFolder run = new RunFolder(folder);
    try (RunRecorder recorder = RunRecorder.start(run, plan)) {
      RunningLoad load =
          new RunningLoad(
              recorder,
              run,
              RunInfo.starting("GeneratorCost", "null coordinator", 1, "must-pass", 1, plan));
      live.off();
      live.on(load);
      assertThat(live.problem(load))
          .matches("the live metrics were scraped [0-2] times in 1 blocks");
      long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      while (!live.problem(load).isEmpty() && System.nanoTime() < end) {
        Thread.sleep(50);
      }
      live.off();

      assertThat(live.problem(load)).isEmpty();
      live.on(load);
      live.off();
      assertThat(live.problem(load)).endsWith(" times in 2 blocks");
    }
  }
}
