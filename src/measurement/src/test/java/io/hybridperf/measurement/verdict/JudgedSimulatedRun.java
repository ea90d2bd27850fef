package io.hybridperf.measurement.verdict;

import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.SimulatedRun;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.load.Shape;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Slos;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** A simulated run of three phases, and the objectives that it is held against. */
abstract class JudgedSimulatedRun {

  static final long MILLI = 1_000_000;
  static final long SECOND = 1_000 * MILLI;

  static final String P99 =
      """
      "p99" { metric = response-time-p99, must-pass = "< 15 ms", target = "< 10 ms", stretch = "< 8.7 ms" }
      """;
  static final String ERRORS =
      """
      "errors" { metric = error-rate, must-pass = "< 2 %", target = "< 1 %", stretch = "< 0.1 %" }
      """;

  final LoadProfile profile =
      LoadProfile.empty()
          .then(
              new Phase(LoadProfile.WARM_UP, new Shape.Constant(500), Duration.ofSeconds(3), false))
          .constant("steady", 500, Duration.ofSeconds(4))
          .constant("peak", 1000, Duration.ofSeconds(4));

  @TempDir Path results;

  SimulatedRun simulate() {
    return new SimulatedRun(results, profile);
  }

  static List<Slo> slos(String... entries) {
    return Slos.from(
        ConfigFactory.parseString(
            "metrics.gpu-utilisation { unit = \"%\", better = higher, description = \"of GPUs\" }\n"
                + "slos {\n"
                + String.join("\n", entries)
                + "\n}"));
  }

  static Verdict judge(RunLog log, String... entries) {
    return Judge.judge(log, slos(entries), AuditLimits.DEFAULT, ExternalMetrics.none());
  }
}
