package io.hybridperf.suite.run;

import static io.hybridperf.suite.hybrid.HybridDsl.hybrid;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.hybridperf.gatling.grpc.PlannedCalls;
import io.hybridperf.measurement.analysis.CapacitySearch;
import io.hybridperf.measurement.analysis.StepJudge;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Slos;
import io.hybridperf.suite.capacity.CapacityRun;
import io.hybridperf.suite.fault.BurstAnalysis;
import io.hybridperf.suite.settings.Films;
import io.hybridperf.suite.settings.UserError;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadCheckTest {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
  private static final LoadProfile LOAD =
      LoadProfile.empty()
          .warmUp(100, TEN_SECONDS)
          .constant("baseline", 100, TEN_SECONDS)
          .repeat(2, cycle -> cycle.constant("peak", 200, TEN_SECONDS));

  private static List<Slo> slo(String scope) {
    return Slos.from(
        ConfigFactory.parseString(
            "slos.\"x\" { metric = error-rate, must-pass = \"< 1 %%\", scope = \"%s\" }"
                .formatted(scope)));
  }

  private static void refused(LoadProfile load, List<Slo> slos, String... words) {
    assertThatThrownBy(() -> LoadCheck.check(LoadPlan.of(load), slos, List.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void aLoadThatShowsWhatItIsJudgedByIsTaken() {
    for (String scope : List.of("run", "phase:peak", "phase:peak-2, window:10s", "label:any")) {
      assertThatCode(() -> LoadCheck.check(LoadPlan.of(LOAD), slo(scope), List.of()))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void aPhaseWithoutARequestIsRefused() {
    refused(LOAD.scaledBy(1e-4), List.of(), "'warm-up' of 10 s at 0.01 requests", "scale");
    refused(
        LOAD.constant("recovery", 200, Duration.ofMillis(1)), List.of(), "'recovery'", "lengthen");
    refused(LOAD.constant("recovery", 0, TEN_SECONDS), List.of(), "'recovery'", "qps");
  }

  @Test
  void anObjectiveOnAPhaseThatTheLoadDoesNotHaveIsRefused() {
    refused(LOAD, slo("phase:pique"), "slos.\"x\".scope", "phase:pique", "baseline, peak");
    refused(LOAD, slo("phase:warm-up"), "no judged phase");
    refused(LOAD, slo("phase:baseline, window:11s"), "window", "10 s");
  }

  @Test
  void anObjectiveOnATargetThatTheRunDoesNotHaveIsRefused() {
    List<String> two = List.of("a.example:7000", "b.example:7000");

    assertThatCode(() -> LoadCheck.check(LoadPlan.of(LOAD), slo("target:a.example:7000"), two))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> LoadCheck.check(LoadPlan.of(LOAD), slo("target:a.example:700"), two))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("slos.\"x\".scope", "no such target", "'a.example:7000'");
    refused(LOAD, slo("target:a.example:7000"), "this run has one target");
  }

  @Test
  void whatIsNotRecordedByTargetIsRefused() {
    List<Slo> recall =
        Slos.from(
            ConfigFactory.parseString(
                "slos.\"x\" { metric = \"recall@10\", must-pass = \">= 0.9\", scope = \"target:a:1\", gated = false, reason = no }"));

    assertThatThrownBy(() -> LoadCheck.check(LoadPlan.of(LOAD), recall, List.of("a:1", "b:1")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("'recall@10' is not recorded by target");
  }

  private static LoadPlan search(Duration most) {
    return new LoadPlan(
        LoadProfile.empty().warmUp(1, TEN_SECONDS),
        LoadPlan.ONE_SYSTEM,
        new CapacityRun(
            LoadPlan.ONE_SYSTEM,
            new CapacitySearch.Limits(10, 100, 1.5, 0.05),
            new CapacityRun.Times(TEN_SECONDS, most, TEN_SECONDS),
            new StepJudge(List.of(), AuditLimits.DEFAULT, "")),
        null);
  }

  @Test
  void anObjectiveOnAPhaseOfASearchIsRefusedAsItsPhasesHaveNoFixedNames() {
    LoadPlan search = search(Duration.ofMinutes(5));
    assertThatThrownBy(() -> LoadCheck.check(search, slo("phase:steady"), List.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("slos.\"x\".scope", "phase:steady", "no fixed names");
    assertThatCode(() -> LoadCheck.check(search, slo("run"), List.of())).doesNotThrowAnyException();
  }

  @Test
  void aSearchThatHasNoTimeForItsFirstRateIsRefused() {
    for (Duration most : List.of(Duration.ofSeconds(1), TEN_SECONDS, Duration.ofSeconds(12))) {
      assertThatThrownBy(() -> LoadCheck.check(search(most), List.of(), List.of()))
          .isInstanceOf(UserError.class)
          .hasMessageContainingAll("the search has " + most.toSeconds() + " s", "-Dduration");
    }
  }

  @Test
  void anObjectiveOnCallsThatNobodyMakesIsRefused() {
    PlannedCalls calls = PlannedCalls.of(hybrid("simple").search());
    LoadPlan load = LoadPlan.of(LOAD).making(calls);

    assertThatCode(() -> LoadCheck.check(load, slo("label:simple"), List.of()))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> LoadCheck.check(load, slo("label:simpel"), List.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("slos.\"x\".scope", "label:simpel", "did you mean 'simple'");
  }

  @Test
  void aLoadOfWhichNothingIsJudgedIsRefused() {
    refused(LoadProfile.empty().warmUp(10, TEN_SECONDS), List.of(), "no phase of it is judged");
  }

  @Test
  void aLoadThatTheGeneratorCannotHoldInMemoryIsRefused() {
    refused(LOAD.constant("recovery", 7_000, Duration.ofDays(7)), List.of(), "heap", "duration");
  }

  @Test
  void aHeapThatIsTooSmallForAnyRunIsRefused() {
    assertThatThrownBy(() -> LoadCheck.requireHeap((96L << 20) - 1))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("-Xmx", "95 MB", "-Dgenerator.heap");
    assertThatCode(() -> LoadCheck.requireHeap(96L << 20)).doesNotThrowAnyException();
  }

  @Test
  void aHeapThatIsTooSmallForSyntheticFilmsIsRefusedWithFiguresAndRemedy() {
    assertThatThrownBy(() -> LoadCheck.requireHeap(new Films(1_000_000), 1L << 30))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "films=1000000: each synthetic film takes 1.9 KB of the generator's heap, all about 2271 MB, and it has 1024 MB; give more with -Dgenerator.heap=3g, or fewer films");
    assertThatCode(() -> LoadCheck.requireHeap(new Films(100_000), 1L << 30))
        .doesNotThrowAnyException();
    assertThatCode(() -> LoadCheck.requireHeap(new Films(9_742), 96L << 20))
        .doesNotThrowAnyException();
  }

  @Test
  void aPeakThatIsNotAboveItsBaselineIsRefused() {
    LoadProfile inverted = LOAD.constant("peak-3", 100, TEN_SECONDS);

    assertThatThrownBy(() -> BurstAnalysis.check(inverted))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("peak of 100", "base rate of 100", "-Dpeak");
    assertThatCode(() -> BurstAnalysis.check(LOAD)).doesNotThrowAnyException();
  }
}
