package io.hybridperf.suite.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.record.ArrivalClock;
import io.hybridperf.measurement.record.RecorderClock;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.record.SampleWriter;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Slos;
import io.hybridperf.measurement.verdict.ExternalMetrics;
import io.hybridperf.measurement.verdict.Judge;
import io.hybridperf.measurement.verdict.Verdict;
import io.hybridperf.measurement.verdict.VerdictJson;
import io.hybridperf.suite.watch.RunningLoad;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveWatchTest {
  private static final long MILLI = 1_000_000;
  private static final List<Slo> SLOS =
      Slos.from(
          ConfigFactory.parseString(
              """
              slos {
                "p99" { metric = response-time-p99, must-pass = "< 15 ms", target = "< 10 ms", stretch = "< 8.7 ms" }
                "errors" { metric = error-rate, must-pass = "< 2 %", target = "< 1 %", stretch = "< 0.1 %" }
              }
              """));

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "auto,,true",
    "auto,'',true",
    "auto,false,true",
    "auto,true,false",
    "auto,1,false",
    "on,true,true",
    "off,,false"
  })
  void byDefaultItIsForPeopleAndNotForPipelines(String live, String ci, boolean wanted) {
    assertThat(LiveWatch.wanted(live, ci)).isEqualTo(wanted);
  }

  @Test
  void whatThePageShowsAtTheEndIsWhatTheVerdictSays() throws IOException {
    ArrivalPlan plan =
        LoadProfile.empty()
            .constant("baseline", 100, Duration.ofSeconds(2))
            .constant("peak", 300, Duration.ofSeconds(1))
            .plan();
    RunFolder run = new RunFolder(folder);
    RunInfo info = RunInfo.starting("Burst", "embedded", 1, "must-pass", 42, plan);
    LiveWatch watch = LiveWatch.alone(LiveWatchTest::judge);
    JsonNode shown;
    JsonNode verdict;
    try (RunRecorder recorder =
        RunRecorder.open(run, new ArrivalClock(plan, System.nanoTime()), RecorderClock.SYSTEM)) {
      watch.loadBegins(new RunningLoad(recorder, run, info));
      SampleWriter writer = recorder.writer();
      for (int n = 0; n < 5000; n++) {
        int phase = n < 2000 ? 0 : 1;
        writer.sent(phase, "simple");
        String status = n % 100 == 7 ? "UNAVAILABLE" : n % 100 == 9 ? "RESOURCE_EXHAUSTED" : "OK";
        writer.record(phase, "simple", status, (2 + n % 9) * MILLI, (3 + n % 9) * MILLI, MILLI);
        if (n % 1000 == 999) {
          recorder.flush();
        }
      }
      recorder.flush();

      shown = read(watch.url() + "live.json?since=-1");
      verdict = read(watch.url() + "verdict.json");
    }
    watch.loadEnds();

    JsonNode judged = VerdictJson.of(judge(log(run, info, plan)));
    assertThat(verdict.path("slos")).hasSize(2);
    assertThat(verdict.path("slos")).hasToString(judged.path("slos").toString());
    assertThat(verdict.at("/slos/0/value").asDouble()).isCloseTo(11, within(0.1));
    assertThat(shown.path("sent").asLong()).isEqualTo(5000);
    assertThat(shown.path("errors").asLong()).isEqualTo(50);
    assertThat(100 * shown.path("errors").asDouble() / (5000 - 50))
        .isCloseTo(judged.at("/slos/1/value").asDouble(), within(1e-3));
    assertThat(shown.at("/statuses/RESOURCE_EXHAUSTED").asLong()).isEqualTo(50);
    assertThat(
            shown.path("seconds").findValues("errors").stream().mapToLong(JsonNode::asLong).sum())
        .isEqualTo(50);
    assertThat(shown.path("seconds").path(0).path("p99").asDouble()).isCloseTo(11, within(0.1));
    assertThat(shown.path("seconds").path(0).path("lag").asDouble()).isCloseTo(1, within(0.01));
  }

  private static Verdict judge(RunLog log) {
    return Judge.judge(log, SLOS, AuditLimits.DEFAULT, ExternalMetrics.none());
  }

  private static RunLog log(RunFolder run, RunInfo info, ArrivalPlan plan) {
    return RunLog.read(run, info.withPhases(PlannedPhase.allOf(plan)));
  }

  private static JsonNode read(String url) throws IOException {
    try (InputStream in = URI.create(url).toURL().openStream()) {
      return Json.mapper().readTree(in);
    }
  }
}
