package io.hybridperf.coordinator.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.RewardSignal;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PreferencesTest {

  private static final PolicyKey USER = new PolicyKey("t", "u", "default");

  private static RewardSignal signal(double reward, List<String> genres, List<String> themes) {
    return new RewardSignal(USER, reward, genres, themes);
  }

  private static Policy learned(String column, double rate, List<RewardSignal> signals)
      throws JsonProcessingException {
    Preferences preferences = Preferences.read(column);
    signals.forEach(signal -> preferences.learn(signal, rate));
    return PolicyJson.read(preferences.column(), "{}");
  }

  @Test
  void aRewardMovesEveryGenreAndThemeOfTheContentByTheLearningRate() throws Exception {
    Policy policy =
        learned(
            "{\"genres\": {\"Drama\": 0.5, \"War\": 0.5}, \"kept\": [1]}",
            0.25,
            List.of(signal(-1, List.of("Drama", "Comedy"), List.of("noir"))));

    assertThat(policy.genres())
        .containsOnlyKeys("Drama", "War", "Comedy")
        .containsEntry("Drama", 0.25)
        .containsEntry("War", 0.5)
        .containsEntry("Comedy", -0.25);
    assertThat(policy.themes()).containsOnlyKeys("noir").containsEntry("noir", -0.25);
  }

  @Test
  void whatElseTheColumnHoldsIsKept() throws Exception {
    Preferences preferences = Preferences.read("{\"kept\": [1], \"genres\": null}");
    preferences.learn(signal(1, List.of("Drama"), List.of()), 0.5);

    assertThat(preferences.column()).isEqualTo("{\"kept\":[1],\"genres\":{\"Drama\":0.5}}");
  }

  @Property
  void preferencesStayWithinTheirBounds(
      @ForAll @DoubleRange(min = -2, max = 2) double rate,
      @ForAll @Size(max = 50) List<@DoubleRange(min = -1, max = 1) Double> rewards)
      throws Exception {
    Policy policy =
        learned(
            "{}",
            rate,
            rewards.stream().map(r -> signal(r, List.of("Drama"), List.of("noir"))).toList());

    assertThat(policy.genres().getOrDefault("Drama", 0.0))
        .isBetween(Preferences.MIN, Preferences.MAX)
        .isEqualTo(policy.themes().getOrDefault("noir", 0.0));
  }

  @Property
  void theOrderOfLessonsDoesNotMatterBetweenTheBounds(
      @ForAll @Size(max = 20) List<@DoubleRange(min = -1, max = 1) Double> rewards,
      @ForAll long seed)
      throws Exception {
    List<RewardSignal> signals =
        new java.util.ArrayList<>(
            rewards.stream().map(r -> signal(r, List.of("Drama"), List.of())).toList());
    double inOrder = learned("{}", 0.04, signals).genres().getOrDefault("Drama", 0.0);
    Collections.shuffle(signals, new Random(seed));

    assertThat(learned("{}", 0.04, signals).genres().getOrDefault("Drama", 0.0))
        .isCloseTo(inOrder, within(1e-12));
  }

  @Test
  void onlyTheStrongestPreferencesAreKept() throws Exception {
    List<RewardSignal> signals =
        IntStream.rangeClosed(1, 300)
            .mapToObj(i -> signal(i / 300.0, List.of(), List.of("theme " + i)))
            .toList();

    assertThat(learned("{}", 1, signals).themes())
        .hasSize(Preferences.MAX_NAMES)
        .containsKey("theme 300")
        .doesNotContainKey("theme 1");
  }
}
