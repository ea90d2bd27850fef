package io.hybridperf.coordinator.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.Hit;
import io.hybridperf.coordinator.search.Ranker.Item;
import io.hybridperf.coordinator.search.Ranker.Ranked;
import io.hybridperf.coordinator.store.Candidate;
import io.hybridperf.coordinator.store.GraphFacts;
import io.hybridperf.coordinator.store.Policy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RankerTest {

  private static final List<String> NAMES = List.of("a", "b", "c", "d");

  @Provide
  Arbitrary<List<Item>> items() {
    // Few distinct scores, so that ties are common.
    Arbitrary<Item> item =
        Combinators.combine(
                Arbitraries.longs().between(1, 500),
                Arbitraries.integers().between(-8, 8).map(eighths -> eighths / 8f),
                Arbitraries.of(NAMES).set().ofMaxSize(3),
                Arbitraries.of(NAMES).set().ofMaxSize(3),
                Arbitraries.integers().between(1990, 2000))
            .as(RankerTest::item);
    return item.list().uniqueElements(i -> i.candidate().contentId()).ofMaxSize(40);
  }

  private static Item item(long id, float score, Set<String> genres, Set<String> themes, int year) {
    return new Item(
        new Candidate(id, score, "", (year - 1990) / 10.0, year),
        new GraphFacts(
            Hit.newBuilder()
                .setContentId(id)
                .addAllGenres(genres.stream().sorted().toList())
                .addAllThemes(themes.stream().sorted().toList())
                .build()),
        score);
  }

  @Provide
  Arbitrary<Policy> policies() {
    Arbitrary<Map<String, Double>> weights =
        Arbitraries.maps(
                Arbitraries.of(NAMES),
                Arbitraries.integers().between(-7, 8).map(eighths -> eighths / 8.0))
            .ofMaxSize(3);
    return Combinators.combine(
            weights,
            weights,
            Arbitraries.of(NAMES).set().ofMaxSize(1),
            Arbitraries.integers().between(1988, 1995),
            Arbitraries.integers().between(1995, 2002))
        .as((genres, themes, excluded, min, max) ->
            new Policy(genres, themes, excluded, min, max, 0.1));
  }

  private static List<Ranked> rank(List<Item> items, Policy policy, int k) {
    return Ranker.rank(items, Requirements.NONE, policy, k);
  }

  @Property
  void theOrderOfTheInputDoesNotMatter(
      @ForAll("items") List<Item> items,
      @ForAll("policies") Policy policy,
      @ForAll @IntRange(min = 1, max = 50) int k,
      @ForAll Random random) {
    List<Item> shuffled = new ArrayList<>(items);
    Collections.shuffle(shuffled, random);
    assertThat(rank(shuffled, policy, k)).isEqualTo(rank(items, policy, k));
  }

  @Property
  void fewerHitsAreAPrefixOfMore(
      @ForAll("items") List<Item> items,
      @ForAll("policies") Policy policy,
      @ForAll @IntRange(min = 1, max = 50) int k) {
    List<Ranked> all = rank(items, policy, 1000);
    assertThat(rank(items, policy, k)).isEqualTo(all.subList(0, Math.min(k, all.size())));
  }

  @Property
  void aNeutralPolicyKeepsEverythingInVectorOrder(@ForAll("items") List<Item> items) {
    List<Item> expected =
        items.stream()
            .sorted(
                Comparator.<Item>comparingDouble(i -> -i.candidate().vectorScore())
                    .thenComparingLong(i -> i.candidate().contentId()))
            .toList();
    assertThat(rank(items, Policy.NEUTRAL, 1000)).extracting(Ranked::item).isEqualTo(expected);
  }

  @Property
  void scoresAreTheProductOfTheDefinitionAndConstraintsHold(
      @ForAll("items") List<Item> items, @ForAll("policies") Policy policy) {
    List<Ranked> ranked = rank(items, policy, 1000);
    for (Ranked hit : ranked) {
      double score = hit.item().baseScore();
      for (String genre : hit.item().facts().genres()) {
        score *= 1 + policy.genres().getOrDefault(genre, 0.0);
      }
      for (String theme : hit.item().facts().themes()) {
        score *= 1 + 0.5 * policy.themes().getOrDefault(theme, 0.0);
      }
      assertThat(hit.score()).isEqualTo(score);
      assertThat(allowed(policy, hit.item())).isTrue();
    }
    assertThat(ranked).hasSize((int) items.stream().filter(i -> allowed(policy, i)).count());
  }

  private static boolean allowed(Policy policy, Item item) {
    return item.candidate().releaseYear() >= policy.minReleaseYear()
        && item.candidate().releaseYear() <= policy.maxReleaseYear()
        && item.candidate().popularity() >= policy.minPopularity()
        && item.facts().genres().stream().noneMatch(policy.excludedGenres()::contains);
  }

  @Property
  void requirementsKeepExactlyWhatHasOneOfTheNames(@ForAll("items") List<Item> items) {
    Requirements aOrB = new Requirements(Set.of("a", "b"), Set.of(), Set.of(), Set.of());
    assertThat(Ranker.rank(items, aOrB, Policy.NEUTRAL, 1000))
        .extracting(ranked -> ranked.item().candidate().contentId())
        .containsExactlyInAnyOrderElementsOf(
            items.stream()
                .filter(item ->
                    item.facts().genres().contains("a") || item.facts().genres().contains("b"))
                .map(item -> item.candidate().contentId())
                .toList());
  }
}
