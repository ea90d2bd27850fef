package io.hybridperf.measurement.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.SimulatedRun;
import io.hybridperf.measurement.SimulatedRun.Fate;
import io.hybridperf.measurement.load.LoadProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmUpCheckTest {

  private static List<Double> list(DoubleStream values) {
    return values.boxed().toList();
  }

  @Test
  void aSteadyFallIsNoticed() {
    assertThat(WarmUpCheck.stillFalling(list(IntStream.range(0, 10).mapToDouble(n -> 2 - 0.1 * n))))
        .hasValue(
            "warm-up too short: the median service time still fell by 58 % in its last 10 s; lengthen it");
  }

  @Test
  void noiseIsNotAFall() {
    Random random = new Random(3);
    long noticed =
        IntStream.range(0, 500)
            .mapToObj(_ -> WarmUpCheck.stillFalling(list(random.doubles(15, 0.9, 1.1))))
            .filter(Optional::isPresent)
            .count();

    assertThat(noticed).isLessThan(25);
  }

  @Test
  void aSpikeAtTheStartIsNotAFall() {
    List<Double> spike =
        list(IntStream.range(0, 12).mapToDouble(n -> n < 2 ? 50 : 1 + n % 2 * 0.01));

    assertThat(WarmUpCheck.stillFalling(spike)).isEmpty();
  }

  @Test
  void aRunWhoseWarmUpEndsTooSoonSaysSo(@TempDir Path results) {
    LoadProfile profile =
        LoadProfile.empty()
            .warmUp(100, Duration.ofSeconds(16))
            .constant("steady", 100, Duration.ofSeconds(2));

    var log =
        new SimulatedRun(results, profile)
            .run((_, planned) -> Fate.ok(10_000_000 - Math.min(9_000_000, planned / 2_000)));

    assertThat(WarmUpCheck.of(log))
        .hasValueSatisfying(note -> assertThat(note).contains("too short"));
  }

  @Test
  void aRunWithoutAWarmUpSaysSo(@TempDir Path results) {
    LoadProfile cold = LoadProfile.empty().constant("steady", 100, Duration.ofSeconds(2));

    assertThat(WarmUpCheck.of(new SimulatedRun(results, cold).run((_, _) -> Fate.ok(1_000_000))))
        .hasValue("no warm-up: the first seconds are judged with the rest");
  }
}
