package io.hybridperf.measurement.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hybridperf.measurement.run.Scope;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A limit may be written in any unit of what is measured: it is converted, or refused. */
class UnitsTest {

  private static final Map<String, Unit> OF_METRICS =
      Map.of(
          "recovery-time", Unit.SECONDS,
          "time-to-fail", Unit.MILLISECONDS,
          "peak-to-baseline", Unit.TIMES,
          "gpu-utilisation", Unit.PERCENT,
          "leaks", Unit.RATIO,
          "capacity", Unit.PER_SECOND);

  private static Slo slo(String metric, String limit) {
    Unit unit = OF_METRICS.get(metric);
    Metric measured =
        unit == null
            ? Metric.of(metric).orElseThrow()
            : new Metric.External(metric, unit, limit.startsWith("<"), "a test's");
    return new Slo(
        "x", measured, Scope.RUN, Map.of(Tier.MUST_PASS, Threshold.parse(limit)), false, 1, "", 0);
  }

  @ParameterizedTest
  @CsvSource({
    "recovery-time,    < 30 s,      29.9, true",
    "recovery-time,    < 30000 ms,  29.9, true",
    "recovery-time,    < 30000 ms,  45,   false",
    "recovery-time,    < 30000 ms,  30,   false",
    "recovery-time,    <= 30000 ms, 30,   true",
    "recovery-time,    <= 300000 us, 0.3, true",
    "time-to-fail,     < 0.25 s,    249,  true",
    "time-to-fail,     < 0.25 s,    251,  false",
    "time-to-fail,     <= 70000000 ns, 70, true",
    "peak-to-baseline, < 200 %,     1.9,  true",
    "peak-to-baseline, < 200 %,     5,    false",
    "peak-to-baseline, < 2,         1.9,  true",
    "gpu-utilisation,  >= 0.4,      40,   true",
    "gpu-utilisation,  >= 0.4,      1,    false",
    "gpu-utilisation,  > 0.4 x,     41,   true",
    "leaks,            <= 0,        0,    true",
    "leaks,            <= 0 %,      1,    false",
    "capacity,         >= 5000 /s,  5000, true"
  })
  void valuesOfAMetricAreConverted(String metric, String limit, double value, boolean holds) {
    Slo slo = slo(metric, limit);

    double converted = OF_METRICS.get(metric).convert(value, slo.unit());

    assertThat(slo.tierOf(converted, 1)).isEqualTo(holds ? Tier.MUST_PASS : Tier.FAIL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "recovery-time; < 2 x; a time, in ns, us, ms or s",
        "recovery-time; < 30; a time, in ns, us, ms or s",
        "peak-to-baseline; < 2 s; a ratio or a number, in %, x or without a unit",
        "leaks; <= 0 /s; a ratio or a number, in %, x or without a unit",
        "capacity; >= 5000; a rate, in /s",
        "throughput; >= 5000 ms; a rate, in /s",
        "error-rate; < 1 ms; a ratio or a number, in %, x or without a unit",
        "recall@10; >= 1 ms; a ratio or a number, in %, x or without a unit",
        "value:cache.policy-mean; <= 5 ms; a ratio or a number, in %, x or without a unit",
        "value:coordination-p99; < 2 %; a time, in ns, us, ms or s",
        "value:stage.graph-p99; < 2; a time, in ns, us, ms or s",
        "response-time-p99; < 15; a time, in ns, us, ms or s"
      })
  void whatCannotBeConvertedIsRefusedWithTheUnitsThatFit(String refused) {
    List<String> parts = List.of(refused.split("; "));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> slo(parts.get(0), parts.get(1)))
        .withMessageContaining(
            "does not suit metric " + parts.get(0) + ", which is " + parts.get(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "recall@10; >= 95",
        "recall@10; > 100 %",
        "value:cache.policy-mean; >= 1.01",
        "response-time-p99; < 0 ms",
        "error-rate; < 0 %",
        "gpu-utilisation; > 120 %",
        "gpu-utilisation; >= 1.01",
        "leaks; < 0"
      })
  void aLimitThatNothingMeetsIsRefused(String refused) {
    List<String> parts = List.of(refused.split("; "));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> slo(parts.get(0), parts.get(1)))
        .withMessageContaining("is met by no value of " + parts.get(0));
    assertThat(slo("recall@10", ">= 1").tierOf(1, 1)).isEqualTo(Tier.MUST_PASS);
    assertThat(slo("recall@10", ">= 100 %").tierOf(100, 1)).isEqualTo(Tier.MUST_PASS);
  }

  @Test
  void exactAnswersHaveARecallOfOne() {
    Histogram exact = new Histogram(1, 60_000_000_000L, 3);
    exact.recordValueWithCount(1_000_000, 500);
    Slo recall = slo("recall@10", ">= 1");

    double value = ((Metric.Distribution) recall.metric()).of(exact, recall.unit());

    assertThat(value).isEqualTo(1);
    assertThat(recall.tierOf(value, 1)).isEqualTo(Tier.MUST_PASS);
    assertThat(
            ((Metric.Distribution) Metric.of("value:recall@10-p50").orElseThrow())
                .of(exact, Unit.PERCENT))
        .isEqualTo(100);
  }

  @Test
  void tiersMayBeWrittenInSeveralUnits() {
    Slo slo =
        new Slo(
            "x",
            Metric.of("response-time-p99").orElseThrow(),
            Scope.RUN,
            Map.of(
                Tier.MUST_PASS, Threshold.parse("< 0.3 s"),
                Tier.TARGET, Threshold.parse("< 300 ms")),
            false,
            1,
            "",
            0);

    assertThat(slo.tierOf(0.2999, 1)).isEqualTo(Tier.TARGET);
    assertThat(slo.tierOf(0.3, 1)).isEqualTo(Tier.FAIL);
  }
}
