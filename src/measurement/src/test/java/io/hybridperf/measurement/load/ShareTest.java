package io.hybridperf.measurement.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShareTest {

  private static List<ArrivalPlan> plans(LoadProfile profile, int of) {
    return IntStream.rangeClosed(1, of)
        .mapToObj(number -> profile.sharedBy(new Share(number, of)).plan())
        .toList();
  }

  /** Of each arrival of the whole plan when it is due and in which phase, by one of the shares. */
  private static List<String> dealt(List<ArrivalPlan> shares) {
    List<String> all = new ArrayList<>();
    long count = shares.stream().mapToLong(ArrivalPlan::count).sum();
    for (long whole = 0; whole < count; whole++) {
      ArrivalPlan own = shares.get((int) (whole % shares.size()));
      long arrival = whole / shares.size();
      assertThat(own.profile().share().inWhole(arrival)).isEqualTo(whole);
      all.add(own.plannedNanos(arrival) + " in " + own.phaseOf(arrival));
    }
    return all;
  }

  private static List<String> all(ArrivalPlan plan) {
    return LongStream.range(0, plan.count())
        .mapToObj(arrival -> plan.plannedNanos(arrival) + " in " + plan.phaseOf(arrival))
        .toList();
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void sharesAreThePlanArrivalForArrival(
      @ForAll("profiles") LoadProfile profile, @ForAll @IntRange(min = 1, max = 40) int of) {
    ArrivalPlan whole = profile.plan();
    List<ArrivalPlan> shares = plans(profile, of);

    assertThat(dealt(shares)).isEqualTo(all(whole));
    for (ArrivalPlan share : shares) {
      assertThat(share.profile().phases()).isEqualTo(whole.profile().phases());
      assertThat(share.totalNanos()).isEqualTo(whole.totalNanos());
    }
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void countsDifferByAtMostOneInEveryPhase(
      @ForAll("profiles") LoadProfile profile, @ForAll @IntRange(min = 1, max = 1_000) int of) {
    List<ArrivalPlan> shares = plans(profile, of);
    for (int n = 0; n < profile.phases().size(); n++) {
      int phase = n;
      List<Long> counts = shares.stream().map(share -> share.count(phase)).distinct().toList();
      assertThat(counts.stream().mapToLong(count -> count).max().orElseThrow())
          .isLessThanOrEqualTo(counts.stream().mapToLong(count -> count).min().orElseThrow() + 1);
      assertThat(shares.stream().mapToLong(share -> share.count(phase)).sum())
          .isEqualTo(profile.plan().count(phase));
    }
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void sharesOfAPlanThatGrowsAreThePlanThatWasLongFromTheStart(
      @ForAll("profiles") LoadProfile profile, @ForAll @IntRange(min = 1, max = 9) int of) {
    List<ArrivalPlan> growing = plans(profile.withoutPhases(), of);
    profile.phases().forEach(phase -> growing.forEach(share -> share.append(phase)));

    assertThat(dealt(growing)).isEqualTo(all(profile.plan()));
  }

  @Property
  void aShareKeepsToItselfWhateverIsDoneToTheProfile(
      @ForAll @IntRange(min = 1, max = 5) int number) {
    Share share = new Share(number, 5);
    LoadProfile profile =
        LoadProfile.empty()
            .sharedBy(share)
            .warmUp(3, Duration.ofSeconds(3))
            .repeat(2, cycle -> cycle.constant("peak", 7, Duration.ofSeconds(3)))
            .poisson(5)
            .scaledBy(2);

    assertThat(profile.share()).isEqualTo(share);
    assertThat(profile.leading().share()).isEqualTo(share);
    assertThat(profile.plan().profile().share()).isEqualTo(share);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "1", "0/2", "3/2", "1/0", "1/1001", "-1/2", "1/2/3", "a/b", "1 / 2", "2+1/2", "0+2/4",
        "+1/2", "1+1"
      })
  void whatIsNoShareIsRefused(String text) {
    assertThatThrownBy(() -> Share.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be a share as 2/4");
  }

  @Property
  void aShareIsReadAsItIsWritten(@ForAll @IntRange(min = 1, max = 1_000) int number) {
    Share share = new Share(number, Share.MOST);

    assertThat(Share.parse(share.toString())).isEqualTo(share);
    assertThat(Share.parse((number - 1) + "+1/" + Share.MOST)).isEqualTo(share);
  }

  @Provide
  Arbitrary<LoadProfile> profiles() {
    Arbitrary<Double> rate = Arbitraries.doubles().between(0, 60);
    Arbitrary<Shape> shape =
        Arbitraries.oneOf(
            rate.map(Shape.Constant::new),
            rate.map(Shape.RampUp::new),
            Combinators.combine(rate, rate).as(Shape.Ramp::new),
            Combinators.combine(rate, Arbitraries.integers().between(1, 30))
                .as((mean, period) -> new Shape.Sine(mean, mean, Duration.ofSeconds(period))),
            Arbitraries.just(new Shape.Pause()));
    Arbitrary<LoadProfile> evenly =
        Combinators.combine(shape, Arbitraries.integers().between(1, 5_000))
            .as((s, millis) -> new Phase("phase", s, Duration.ofMillis(millis), true))
            .list()
            .ofMaxSize(5)
            .map(ShareTest::profileOf);
    return Combinators.combine(evenly, Arbitraries.longs().injectNull(0.5))
        .as((profile, seed) -> seed == null ? profile : profile.poisson(seed));
  }

  private static LoadProfile profileOf(List<Phase> phases) {
    LoadProfile profile = LoadProfile.empty();
    for (Phase phase : phases) {
      int n = profile.phases().size();
      profile = profile.then(new Phase("phase-" + n, phase.shape(), phase.duration(), n > 0));
    }
    return profile;
  }
}
