package io.hybridperf.suite.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.record.ProgressSnapshot;
import io.hybridperf.measurement.run.TargetCounts;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressPrinterTest {
  private static String line(
      long errors, long errorsInAll, long shed, Map<String, TargetCounts> targets) {
    return ProgressPrinter.line(
        new ProgressSnapshot(
            "peak",
            750.4,
            930_000,
            4_930_000,
            270_000,
            errors,
            errorsInAll,
            shed,
            shed,
            3,
            targets,
            Duration.ofSeconds(31)));
  }

  @Test
  void aLineSaysWhatCameSinceTheLineBeforeAndInAll() {
    assertThat(line(0, 0, 0, Map.of()))
        .isEqualTo(
            "peak              750/s OK | p50     0.93 ms  p99     4.93 ms | errors 0  shed 0"
                + "  in flight 3 | lag p99 0.27 ms | 0:31 left");
    assertThat(line(300, 412, 5, Map.of())).contains("errors 300 of 412  shed 5  ");
    assertThat(line(0, 300, 0, Map.of())).contains("errors 0 of 300  ");
  }

  @Test
  void ofSeveralTargetsItSaysWhatEachAnswered() {
    assertThat(
            line(
                0,
                0,
                0,
                Map.of("a:1", new TargetCounts(9, 9, 8), "b:1", new TargetCounts(8, 0, 0))))
        .contains("| a:1 8 OK of 9, b:1 0 OK of 8 | 0:31 left");
  }
}
