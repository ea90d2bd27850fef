package io.hybridperf.suite.answers;

import static io.gatling.javaapi.core.CoreDsl.doIfOrElse;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.hybridperf.suite.hybrid.HybridDsl.hybrid;
import static io.hybridperf.suite.hybrid.HybridDsl.recallAtK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Choice;
import io.hybridperf.feeders.query.QueryMix;
import io.hybridperf.gatling.grpc.PlannedCalls;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Slos;
import io.hybridperf.suite.settings.UserError;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** No gate is left empty by a name that nobody sends or records. */
class CallCheckTest {
  private static final Set<String> TYPES = Queries.labels(new QueryMix.Weights(7, 3, 0));

  private static final ChainBuilder SEARCH =
      exec(
          hybrid(_ -> "simple")
              .search()
              .labels(() -> TYPES)
              .check(AnswerCheck.check(), recallAtK(10).optional()));

  private static final PlannedCalls CALLS =
      PlannedCalls.of(
          SEARCH,
          doIfOrElse(_ -> true)
              .then(hybrid("graph only").search())
              .orElse(
                  randomSwitch()
                      .on(new Choice.WithWeight(100.0, exec(hybrid("ingest").ingest())))));

  private static List<Slo> slo(String metric, String scope) {
    return Slos.from(
        ConfigFactory.parseString(
            "slos.x { metric = \"%s\", scope = \"%s\", %s }"
                .formatted(
                    metric,
                    scope,
                    metric.startsWith("recall") || metric.equals("throughput")
                        ? "must-pass = \"> 0.5 %s\""
                            .formatted(metric.equals("throughput") ? "/s" : "")
                        : metric.contains("-p")
                            ? "must-pass = \"< 1 s\""
                            : "must-pass = \"< 1 %\"")));
  }

  private static void refused(PlannedCalls calls, List<Slo> slos, String... words) {
    assertThatThrownBy(() -> CallCheck.check(calls, slos))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll(words);
  }

  private static void taken(PlannedCalls calls, List<Slo> slos) {
    assertThatCode(() -> CallCheck.check(calls, slos)).doesNotThrowAnyException();
  }

  @Test
  void aGateOnALabelThatNobodySendsIsRefusedWithThoseThereAre() {
    for (String label : List.of("simple", "hybrid", "graph_only", "ingest")) {
      taken(CALLS, slo("error-rate", "label:" + label));
      taken(CALLS, slo("throughput", "label:" + label + ", window:2s"));
    }
    refused(
        CALLS,
        slo("error-rate", "label:simpel"),
        "slos.\"x\".scope = \"label:simpel\"",
        "did you mean 'simple'",
        "valid: graph_only, hybrid, ingest, simple",
        "gated = false");
    refused(CALLS, slo("response-time-p99", "phase:peak, label:complex"), "label:complex");
  }

  @Test
  void aGateOnWhatIsNotRecordedIsRefusedWithWhatIs() {
    taken(CALLS, slo("recall@10", "run"));
    taken(CALLS, slo("recall@10", "label:hybrid"));
    taken(CALLS, slo("value:stage.graph-p99", "run"));
    taken(CALLS, slo("value:dispatch-lag-p99", "run"));
    refused(CALLS, slo("recall@5", "run"), "records no \"recall@5\"", "recall@10");
    refused(CALLS, slo("recall@10", "label:ingest"), "records no \"recall@10\" of 'ingest'");
    refused(CALLS, slo("recall@10", "label:graph_only"), "of 'graph_only'");
    refused(CALLS, slo("value:stage.vectr-p99", "run"), "did you mean 'stage.vector'");
    refused(CALLS, slo("value:stage.graph-p99", "label:simple"), "of 'simple'");
    refused(CALLS, slo("value:stage.policy-p99", "label:hybrid"), "of 'hybrid'");
  }

  @Test
  void whatIsNotKnownBeforeIsSaidAndTaken() {
    PlannedCalls open =
        PlannedCalls.of(SEARCH, exec(hybrid("#{type}").search().values((_, _) -> {})));
    for (PlannedCalls calls : List.of(open, PlannedCalls.UNKNOWN)) {
      List<Slo> label = slo("error-rate", "label:complex");
      taken(calls, label);
      assertThat(CallCheck.doubts(calls, label))
          .singleElement()
          .asString()
          .contains("sends \"complex\"", "not known before", "\"x\" will be NOT MEASURED");
      List<Slo> series = slo("value:mine-p99", "run");
      taken(calls, series);
      assertThat(CallCheck.doubts(calls, series)).singleElement().asString().contains("\"mine\"");
    }
    assertThat(CallCheck.doubts(CALLS, slo("error-rate", "label:simple"))).isEmpty();
    assertThat(CallCheck.doubts(CALLS, slo("recall@10", "run"))).isEmpty();
  }

  private static final List<Phase> PHASES =
      LoadProfile.empty()
          .constant("cold", 100, Duration.ofSeconds(5))
          .constant("hot", 100, Duration.ofSeconds(5))
          .phases();

  /** Where queries are chosen by phase, each phase can be looked at. */
  @Test
  void aGateOnALabelThatItsPhasesDoNotAskForIsRefused() {
    Function<Phase, Set<String>> asked =
        phase -> phase.name().equals("hot") ? Set.of("simple") : TYPES;
    PlannedCalls calls = PlannedCalls.of(SEARCH, exec(hybrid("ingest").ingest()));
    for (String scope :
        List.of(
            "phase:cold, label:hybrid",
            "phase:hot, label:simple",
            "label:hybrid",
            "run",
            "phase:hot, label:ingest")) {
      assertThatCode(() -> CallCheck.check(calls, PHASES, asked, slo("error-rate", scope)))
          .as(scope)
          .doesNotThrowAnyException();
    }
    assertThatThrownBy(() ->
            CallCheck.check(calls, PHASES, asked, slo("error-rate", "phase:hot, label:hybrid")))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll(
            "slos.\"x\".scope = \"phase:hot, label:hybrid\"", "no query of that label", "simple");
    assertThatThrownBy(() ->
            CallCheck.check(
                calls, PHASES, _ -> Set.of("simple"), slo("error-rate", "label:hybrid")))
        .isInstanceOf(UserError.class);
  }

  @Test
  void whetherAConditionHoldsInAPhaseIsNotKnownBefore() {
    PlannedCalls calls =
        PlannedCalls.of(
            exec(hybrid("always").search()),
            doIfOrElse(session -> session.userId() > 5)
                .then(exec(hybrid("late").search()))
                .orElse(
                    randomSwitch()
                        .on(new Choice.WithWeight(100.0, exec(hybrid("early").search())))),
            randomSwitch().on(new Choice.WithWeight(100.0, exec(hybrid("by chance").search()))));
    for (String label : List.of("late", "early")) {
      assertThat(CallCheck.doubts(calls, slo("error-rate", "phase:hot, label:" + label)))
          .singleElement()
          .asString()
          .contains("sends \"" + label + "\" in hot", "not known before", "will be NOT MEASURED");
      assertThat(CallCheck.doubts(calls, slo("error-rate", "label:" + label))).isEmpty();
    }
    for (String label : List.of("always", "by_chance")) {
      assertThat(CallCheck.doubts(calls, slo("error-rate", "phase:hot, label:" + label))).isEmpty();
    }
  }

  @Test
  void aRowThatIsNotGatedMayBeEmpty() {
    List<Slo> shown =
        Slos.from(
            ConfigFactory.parseString(
                "slos.x { metric = error-rate, must-pass = \"< 1 %\", scope = \"label:none\", gated = false, reason = shown }"));
    taken(CALLS, shown);
    assertThat(CallCheck.doubts(PlannedCalls.UNKNOWN, shown)).isEmpty();
  }
}
