package io.hybridperf.measurement.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.run.Scope;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlosTest {

  private static List<Slo> parse(String text) {
    return Slos.from(
        ConfigFactory.parseString(
            "metrics.gpu-utilisation { unit = \"%\", better = higher, description = \"of GPUs\" }\n"
                + "slos { "
                + text
                + " }"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10, 50, 1000})
  void recallIsOfAnyNumberOfHits(int k) {
    Metric metric =
        parse("\"recall\" { metric = \"recall@%s\", must-pass = \">= 0.95\" }".formatted(k))
            .getFirst()
            .metric();

    assertThat(metric)
        .isEqualTo(new Metric.Distribution("recall@" + k, "recall@" + k, Metric.Statistic.MEAN, 0));
  }

  @Test
  void theTargetsOfTheSuiteAreRead() {
    List<Slo> slos =
        parse(
            """
            "p99 response time" { metric = response-time-p99, scope = run, must-pass = "< 15 ms", target = "< 10 ms", stretch = "< 8.7 ms", min-samples = 500 }
            "error rate" { metric = error-rate, must-pass = "< 2 %", target="< 1 %", stretch="< 0.1 %" }
            "throughput" { metric = throughput, scope = "phase:peak", must-pass = ">= 5_000 /s", scales = true }
            "recall@10" { metric = "recall@10", must-pass=">= 0.95" }
            "coordination" { metric = "value:coordination-p50", scope = "label:hybrid, window:10s", must-pass = "< 2 ms" }
            "GPU" { metric = gpu-utilisation, must-pass = "> 40 %", gated = false, reason = "no GPU" }
            "speed-up" { metric = speed-up-p99, must-pass = ">= 1.5 x" }
            """);

    assertThat(slos)
        .extracting(Slo::name)
        .containsExactly(
            "p99 response time",
            "error rate",
            "throughput",
            "recall@10",
            "coordination",
            "GPU",
            "speed-up");
    assertThat(slos.get(0).minSamples()).isEqualTo(500);
    assertThat(slos.get(0).unit()).isEqualTo(Unit.MILLISECONDS);
    assertThat(slos.get(2).scope()).isEqualTo(new Scope("peak", "", 0));
    assertThat(slos.get(2).threshold(Tier.MUST_PASS, 0.1))
        .hasValueSatisfying(threshold -> assertThat(threshold).hasToString(">= 500 /s"));
    assertThat(slos.get(4).scope()).isEqualTo(new Scope("", "hybrid", 10));
    assertThat(slos.get(5).gated()).isFalse();
  }

  @Test
  void thresholdsAreBroughtToOneUnit() {
    Slo slo =
        parse("\"a\" { metric = response-time-p99, must-pass = \"< 1 s\", target = \"< 10 ms\" }")
            .getFirst();

    assertThat(slo.thresholds().values()).extracting(Threshold::unit).containsOnly(Unit.SECONDS);
    assertThat(slo.tierOf(0.0099, 1)).isEqualTo(Tier.TARGET);
  }

  @Test
  void aNameIsOneLine() {
    for (String name : List.of("\"\"", "\" \"", "\"a\\nb\"", "\"a\\u001bb\"")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> parse(name + " { metric = response-time-p99, must-pass = \"< 1 s\" }"))
          .withMessageContaining("one line of text")
          .withMessageNotContaining("\n");
    }
  }

  @Test
  void strictAndNonStrictComparisonsDiffer() {
    assertThat(Threshold.parse("< 15 ms").holds(15)).isFalse();
    assertThat(Threshold.parse("<= 15 ms").holds(15)).isTrue();
    assertThat(Threshold.parse("> 40 %").holds(40)).isFalse();
    assertThat(Threshold.parse(">= 40 %").holds(40)).isTrue();
  }

  @Test
  void samplesNeededFollowThePercentile() {
    assertThat(Metric.of("response-time-p99").orElseThrow().defaultMinSamples()).isEqualTo(1000);
    // 0.99^368 = 0.0248: none of 368 beyond a limit that 1 % are beyond is less than 2.5 %
    // probable.
    assertThat(Metric.of("response-time-p99").orElseThrow().minSamples(0.95)).isEqualTo(368);
    assertThat(Metric.of("response-time-p99").orElseThrow().minSamples(0)).isEqualTo(1000);
    assertThat(Metric.of("error-rate").orElseThrow().minSamples(0.95)).isEqualTo(100);
    assertThat(Metric.of("response-time-p99.9").orElseThrow().defaultMinSamples())
        .isEqualTo(10_000);
    assertThat(Metric.of("service-time-p50").orElseThrow().defaultMinSamples()).isEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          metric = responce-time-p99, target = "< 1 ms"             | slos."x".metric = 'responce-time-p99' is unknown; did you mean 'response-time-p99'? valid:
          metric = response-time-p100, target = "< 1 ms"            | slos."x".metric = 'response-time-p100' is unknown
          target = "< 1 ms"                                         | slos."x".metric is missing; valid are
          metric = error-rate                                       | slos."x": has no threshold: set must-pass, target or stretch
          metric = error-rate, must-pas = "< 1 %"                   | slos."x".must-pas is not a setting of an SLO; did you mean 'must-pass'? valid:
          metric = error-rate, target = "1 %"                       | slos."x".target = '1 %': expected a comparison
          metric = error-rate, target = "< 1 percent"               | slos."x".target = '< 1 percent': unknown unit 'percent'
          metric = error-rate, target = "< 1 ms"                    | slos."x": target = "< 1 ms" does not suit metric error-rate
          metric = gpu-utilisation, target = "> 1 s"                | slos."x": target = "> 1 s" does not suit metric gpu-utilisation
          metric = gpu-utilization, target = "> 1 %"                | slos."x".metric = 'gpu-utilization' is unknown; did you mean 'gpu-utilisation'? valid:
          metric = error-rate, target = 5                           | slos."x".target = 5 must be a text in quotes
          metric = error-rate, must-pass = "< 1 %", target = "> 2 %" | slos."x": target = "> 2 %" and "< 1 %" must have the same kind of unit and the same direction
          metric = error-rate, must-pass = "< 1 %", target = "< 2 %" | slos."x": "< 2 %" is easier than the tier below it, "< 1 %"
          metric = error-rate, target = "< 1 %", scope = peak       | slos."x".scope = 'peak': expected run, phase:NAME
          metric = error-rate, target = "< 1 %", scope = "phase:peak, phase:baseline" | slos."x".scope = 'phase:peak, phase:baseline': names more than one phase
          metric = error-rate, target = "< 1 %", scope = "label:a, window:1s, label:a" | slos."x".scope = 'label:a, window:1s, label:a': names more than one label
          metric = error-rate, target = "< 1 %", scope = "window:1s, window:9s" | slos."x".scope = 'window:1s, window:9s': names more than one window
          metric = response-time-p99, must-pass = "> 15 ms"         | slos."x": must-pass = "> 15 ms" would pass what is bad: of response-time-p99 less is better
          metric = service-time-max, must-pass = ">= 15 ms"         | slos."x": must-pass = ">= 15 ms" would pass what is bad
          metric = "value:stage.graph-p50", must-pass = "> 1 ms"    | slos."x": must-pass = "> 1 ms" would pass what is bad
          metric = "value:degraded-mean", must-pass = "> 1 %"       | slos."x": must-pass = "> 1 %" would pass what is bad
          metric = error-rate, must-pass = ">= 2 %"                 | slos."x": must-pass = ">= 2 %" would pass what is bad: of error-rate less is better
          metric = shed-rate, must-pass = "> 2 %"                   | slos."x": must-pass = "> 2 %" would pass what is bad
          metric = "recall@10", must-pass = "< 0.95"                | slos."x": must-pass = "< 0.95" would pass what is bad: of recall@10 more is better
          metric = throughput, must-pass = "<= 5000 /s"             | slos."x": must-pass = "<= 5000 /s" would pass what is bad: of throughput more is better
          metric = gpu-utilisation, target = "< 40 %"               | slos."x": target = "< 40 %" would pass what is bad: of gpu-utilisation more is better
          metric = error-rate, must-pass = "<= 100 %"               | slos."x": must-pass = "<= 100 %" is met by every value of error-rate
          metric = response-time-p99, must-pass = "< 70 s"          | slos."x": must-pass = "< 70 s" is met by every value of response-time-p99
          metric = service-time-max, must-pass = "<= 60 s"          | slos."x": must-pass = "<= 60 s" is met by every value of service-time-max
          metric = "value:stage.graph-mean", must-pass = "< 2000 s" | slos."x": must-pass = "< 2000 s" is met by every value of value:stage.graph-mean
          metric = throughput, must-pass = ">= 0 /s"                | slos."x": must-pass = ">= 0 /s" is met by every value of throughput
          metric = "recall@10", must-pass = ">= 0"                  | slos."x": must-pass = ">= 0" is met by every value of recall@10
          metric = throughput, must-pass = ">= 7.000 /s"            | slos."x".must-pass = '>= 7.000 /s': 7.000 could be read as 7 or as 7000: write one of them
          metric = response-time-p99, must-pass = "< 1.125 s"       | slos."x".must-pass = '< 1.125 s': 1.125 could be read as 1.1250 or as 1125: write one of them
          metric = error-rate, target = "< 1 %", gated = false      | slos."x".gated = false needs a reason
          metric = error-rate, target = "< 1 %", reason = because   | slos."x".reason is only for an SLO with gated = false
          metric = error-rate, target = "< 1 %", min-samples = 0    | slos."x": min-samples = 0 must be 1 or more
          metric = speed-up-p99, target = "> 1 x", scope = "window:10s" | slos."x": metric speed-up-p99 cannot be judged by window
          """)
  void mistakesAreNamedInOneLine(String body, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("\"x\" { " + body + " }"))
        .satisfies(e -> {
          assertThat(e.getMessage()).startsWith(message);
          assertThat(e.getMessage()).doesNotContain("\n");
        });
  }

  @Test
  void hitsOfACacheMayBeWantedOrNot() {
    assertThat(parse("x { metric = \"value:cache.policy-mean\", must-pass = \"<= 0 %\" }"))
        .hasSize(1);
    assertThat(parse("x { metric = \"value:cache.policy-mean\", must-pass = \"> 80 %\" }"))
        .hasSize(1);
  }

  @Test
  void auditLimitsAreReadAndChecked() {
    AuditLimits limits =
        AuditLimits.from(
            ConfigFactory.parseString("audit { p99-lag = 5 ms, max-late-share = 0.05 }"));

    assertThat(limits.p99Lag()).isEqualTo(Duration.ofMillis(5));
    assertThat(limits.maxLateShare()).isEqualTo(0.05);
    assertThat(limits.lagShare()).isEqualTo(0.2);
    assertThat(limits.lateAfter()).isEqualTo(AuditLimits.DEFAULT.lateAfter());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuditLimits.from(ConfigFactory.parseString("audit.p99lag = 5 ms")))
        .withMessageStartingWith(
            "audit.p99lag is not a limit of the audit; did you mean 'p99-lag'?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuditLimits.from(ConfigFactory.parseString("audit.max-late-share = 2")))
        .withMessage("audit.max-late-share = 2.0 must be between 0 and 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-late-share = 1",
        "max-early-share = 1.0",
        "max-unsent-share = 1e0",
        "p99-lag = 60s",
        "late-after = 7d"
      })
  void anAuditThatEveryGeneratorPassesIsRefused(String limit) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuditLimits.from(ConfigFactory.parseString("audit." + limit)))
        .withMessageStartingWith("audit." + limit.replaceFirst(" .*", " = "))
        .withMessageContaining("is kept by every generator");
  }

  @Test
  void theGateIsOneOfThreeTiers() {
    assertThat(Tier.gate("must-pass")).isEqualTo(Tier.MUST_PASS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tier.gate("fail"))
        .withMessage("gate = 'fail' is none of must-pass, target, stretch");
  }

  @Test
  void aRunsSettingsDescribeTheMetricsThatModulesMeasure() {
    Config settings =
        MetricCatalogue.describe(
            ConfigFactory.parseString("slos.a { metric = speed-up-p99, target = \"> 1 x\" }"));

    assertThat(settings.getString("metrics.speed-up-p99.unit")).isEqualTo("x");
    assertThat(settings.getString("metrics.speed-up-p99.better")).isEqualTo("higher");
    assertThat(MetricCatalogue.describe(settings)).isEqualTo(settings);
    assertThat(Slos.from(settings)).hasSize(1);
  }
}
