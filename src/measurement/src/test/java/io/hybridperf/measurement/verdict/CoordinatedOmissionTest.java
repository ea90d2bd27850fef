package io.hybridperf.measurement.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.measurement.SimulatedRun;
import io.hybridperf.measurement.SimulatedRun.Fate;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.run.Status;
import io.hybridperf.measurement.slo.AuditLimits;
import java.nio.file.Path;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that answers in 1 ms, but freezes for 500 ms every 5 s, at 1,000 requests a second. A
 * tenth of the arrivals fall into a freeze, evenly, and are answered 1 ms after its end: the true
 * response time is 1 ms up to p90, and from there {@code 1 ms + 500 ms * (p - 0.9) / 0.1}.
 */
class CoordinatedOmissionTest {

  private static final long MILLI = 1_000_000;
  private static final long PERIOD = 5_000 * MILLI;
  private static final long FREEZE = 500 * MILLI;

  private final LoadProfile profile =
      LoadProfile.empty()
          .warmUp(1000, Duration.ofSeconds(5))
          .constant("steady", 1000, Duration.ofSeconds(50));

  @TempDir private Path results;

  private static double trueMillis(double percentile) {
    return 1 + 500 * Math.max(0, (percentile / 100 - 0.9) / 0.1);
  }

  private static long frozenFor(long plannedNanos) {
    boolean warm = plannedNanos >= PERIOD;
    return warm ? Math.max(0, FREEZE - plannedNanos % PERIOD) : 0;
  }

  private static Histogram histogram(RunLog log, String series) {
    return log.select(Scope.RUN).histogram(series, Status::isOk);
  }

  private static void assertTrueResponseTimes(Histogram response) {
    for (double percentile : new double[] {50, 90, 99, 99.9}) {
      double truth = trueMillis(percentile);
      assertThat(response.getValueAtPercentile(percentile) / 1e6)
          .as("p%s", percentile)
          .isCloseTo(truth, within(0.05 * truth));
    }
  }

  @Test
  void responseTimeIsTrueWhenTheGeneratorKeepsSending() {
    RunLog log =
        new SimulatedRun(results, profile).run((_, planned) -> Fate.ok(frozenFor(planned) + MILLI));

    assertTrueResponseTimes(histogram(log, Series.RESPONSE_TIME));
  }

  @Test
  void responseTimeIsTrueAndEveryOtherViewFarOffWhenTheFreezeHoldsUpTheGenerator() {
    Histogram asGatling = new Histogram(1, RunRecorder.MAX_VALUE, 3);
    RunLog log =
        new SimulatedRun(results, profile)
            .run((_, planned) -> {
              // The first request into a freeze waits in the server, those after it in the client.
              long frozen = frozenFor(planned);
              boolean first = frozen == FREEZE;
              Fate fate = Fate.ok(first ? frozen + MILLI : MILLI).late(first ? 0 : frozen);
              if (planned >= PERIOD) {
                // Gatling: whole milliseconds, from the actual start.
                asGatling.recordValue(fate.serviceNanos() / MILLI * MILLI);
              }
              return fate;
            });

    Histogram service = histogram(log, Series.SERVICE_TIME);
    assertTrueResponseTimes(histogram(log, Series.RESPONSE_TIME));
    for (double percentile : new double[] {99, 99.9}) {
      assertThat(service.getValueAtPercentile(percentile) / 1e6)
          .isLessThan(trueMillis(percentile) / 100);
      assertThat(asGatling.getValueAtPercentile(percentile) / 1e6)
          .isLessThan(trueMillis(percentile) / 100);
    }
    assertThat(service.getTotalCount()).isEqualTo(50_000);
  }

  @Test
  void aGeneratorThatWasHeldUpIsAnInvalidRun() {
    RunLog log =
        new SimulatedRun(results, profile)
            .run((_, planned) -> Fate.ok(MILLI).late(frozenFor(planned)));

    ScheduleAudit audit = ScheduleAudit.of(log, AuditLimits.DEFAULT);

    assertThat(audit.violations())
        .contains(
            "9.8 % of requests were sent more than 10 ms late, limit 1 %",
            "9.8 % of simple requests were sent more than 10 ms late, limit 1 %");
  }
}
