package io.hybridperf.suite.answers;

import static io.hybridperf.suite.answers.HonestAnswer.BASELINE;
import static io.hybridperf.suite.answers.HonestAnswer.COMPLEX;
import static io.hybridperf.suite.answers.HonestAnswer.GRAPH_ONLY;
import static io.hybridperf.suite.answers.HonestAnswer.HYBRID;
import static io.hybridperf.suite.answers.HonestAnswer.SIMPLE;
import static io.hybridperf.suite.answers.HonestAnswer.flaw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.CacheUse;
import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.PolicyRef;
import io.hybridperf.api.v1.Related;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.StageMicros;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.api.v1.TextIn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerCheckTest {
  private static final SearchRequest BYPASSING =
      COMPLEX.toBuilder()
          .addBypassCaches(Cache.CACHE_RESULT)
          .addBypassCaches(Cache.CACHE_POLICY)
          .addBypassCaches(Cache.CACHE_GRAPH)
          .build();

  private static SearchRequest where(Consumer<SearchRequest.Builder> change, SearchRequest base) {
    SearchRequest.Builder builder = base.toBuilder();
    change.accept(builder);
    return builder.build();
  }

  private static SearchRequest genre(String genre, SearchRequest base) {
    return where(
        asked ->
            asked.addFilters(
                Filter.newBuilder().setField("genre").setIn(TextIn.newBuilder().addValues(genre))),
        base);
  }

  static Stream<SearchRequest> honest() {
    return Stream.of(
        SIMPLE,
        HYBRID,
        COMPLEX,
        BASELINE,
        GRAPH_ONLY,
        BYPASSING,
        where(asked -> asked.setK(0), SIMPLE),
        where(asked -> asked.setK(50), SIMPLE),
        where(asked -> asked.setStorage(StorageMode.STORAGE_UNSPECIFIED), SIMPLE));
  }

  @ParameterizedTest
  @MethodSource("honest")
  void nothingIsWrongWithAnHonestAnswer(SearchRequest asked) {
    assertThat(flaw(asked, HonestAnswer.to(asked))).isEqualTo(Flaw.NONE);
  }

  private static Arguments honest(
      String name, SearchRequest asked, Consumer<SearchResponse.Builder> change) {
    return arguments(name, asked, change);
  }

  static Stream<Arguments> unusual() {
    return Stream.of(
        honest("from the cache", SIMPLE, AnswerCheckTest::fromCache),
        honest(
            "without a stage, and says so",
            HYBRID,
            answer -> {
              answer.addDegraded(Stage.STAGE_GRAPH);
              hits(answer, hit -> hit.clearTitle().clearRelated());
            }),
        honest(
            "without a policy, and says so",
            COMPLEX,
            answer -> answer.clearPolicy().addDegraded(Stage.STAGE_POLICY)),
        honest(
            "without vectors, and says so",
            HYBRID,
            answer ->
                answer
                    .setStrategy(Strategy.STRATEGY_GRAPH_ONLY)
                    .addDegraded(Stage.STAGE_VECTOR)
                    .clearHits()),
        honest("fewer by a policy's constraints", COMPLEX, answer -> answer.removeHits(3)),
        honest(
            "re-ranked by a policy",
            COMPLEX,
            answer -> answer.getHitsBuilder(0).setScore(1.7 * answer.getHits(0).getScore())),
        honest(
            "hits as good as each other",
            SIMPLE,
            answer -> {
              float last = answer.getHits(9).getVectorScore();
              answer.getHitsBuilder(8).setScore(last).setVectorScore(last);
            }),
        honest(
            "from warm caches",
            COMPLEX,
            answer ->
                answer.setCacheUse(CacheUse.newBuilder().setPolicyHit(true).setGraphHits(20))),
        honest(
            "rounded stage times",
            HYBRID,
            answer ->
                answer.setStageMicros(
                    StageMicros.newBuilder()
                        .setVector(1)
                        .setGraph(1)
                        .setPolicy(1)
                        .setAggregation(1)
                        .setTotal(1))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusual")
  void norWithOneThatIsUnusual(
      String name, SearchRequest asked, Consumer<SearchResponse.Builder> change) {
    SearchResponse.Builder answer = HonestAnswer.to(asked).toBuilder();
    change.accept(answer);
    assertThat(flaw(asked, answer.build())).as(name).isEqualTo(Flaw.NONE);
  }

  private static Arguments lie(
      Flaw found, String name, SearchRequest asked, Consumer<SearchResponse.Builder> change) {
    return arguments(found, name, asked, change);
  }

  private static void hits(SearchResponse.Builder answer, Consumer<Hit.Builder> change) {
    answer.getHitsBuilderList().forEach(change);
  }

  private static void reorder(SearchResponse.Builder answer, UnaryOperator<List<Hit>> change) {
    List<Hit> changed = change.apply(new ArrayList<>(answer.getHitsList()));
    answer.clearHits().addAllHits(changed);
  }

  private static void fromCache(SearchResponse.Builder answer) {
    answer
        .setStrategy(Strategy.STRATEGY_CACHED)
        .setCacheHit(true)
        .setStageMicros(StageMicros.newBuilder().setAggregation(1).setTotal(1));
  }

  static Stream<Arguments> liesInHits() {
    return Stream.of(
        lie(Flaw.EMPTY, "an empty message", SIMPLE, SearchResponse.Builder::clear),
        lie(Flaw.TOO_FEW_HITS, "no hits", SIMPLE, SearchResponse.Builder::clearHits),
        lie(Flaw.TOO_FEW_HITS, "one too few", HYBRID, answer -> answer.removeHits(9)),
        lie(
            Flaw.TOO_MANY_HITS,
            "510 hits",
            SIMPLE,
            answer -> {
              for (int n = 0; n < 500; n++) {
                answer.addHits(Hit.newBuilder().setContentId(100_000 + n));
              }
            }),
        lie(
            Flaw.TOO_MANY_HITS,
            "eleven hits",
            COMPLEX,
            answer -> answer.addHits(answer.getHits(9).toBuilder().setContentId(77))),
        lie(
            Flaw.UNSORTED,
            "reversed",
            SIMPLE,
            answer ->
                reorder(
                    answer,
                    all -> {
                      Collections.reverse(all);
                      return all;
                    })),
        lie(
            Flaw.UNSORTED,
            "two exchanged",
            HYBRID,
            answer ->
                reorder(
                    answer,
                    all -> {
                      Collections.swap(all, 8, 9);
                      return all;
                    })),
        lie(
            Flaw.DUPLICATE,
            "all the same",
            SIMPLE,
            answer -> reorder(answer, all -> Collections.nCopies(10, all.getFirst()))),
        lie(
            Flaw.DUPLICATE,
            "first and last the same",
            COMPLEX,
            answer -> answer.getHitsBuilder(9).setContentId(answer.getHits(0).getContentId())),
        lie(
            Flaw.UNKNOWN_CONTENT,
            "an unknown id",
            SIMPLE,
            answer -> answer.getHitsBuilder(4).setContentId(123_456_789)),
        lie(
            Flaw.UNKNOWN_CONTENT,
            "a negative id",
            HYBRID,
            answer -> answer.getHitsBuilder(4).setContentId(-1)),
        lie(
            Flaw.UNKNOWN_CONTENT,
            "no id",
            GRAPH_ONLY,
            answer -> answer.getHitsBuilder(0).clearContentId()),
        lie(
            Flaw.IMPOSSIBLE_SCORE,
            "NaN",
            SIMPLE,
            answer -> answer.getHitsBuilder(9).setScore(Double.NaN)),
        lie(
            Flaw.IMPOSSIBLE_SCORE,
            "infinity",
            COMPLEX,
            answer -> answer.getHitsBuilder(0).setScore(Double.POSITIVE_INFINITY)),
        lie(
            Flaw.IMPOSSIBLE_SCORE,
            "a vector score of NaN",
            COMPLEX,
            answer -> answer.getHitsBuilder(2).setVectorScore(Float.NaN)),
        lie(
            Flaw.IMPOSSIBLE_SCORE,
            "a cosine of 3",
            COMPLEX,
            answer -> answer.getHitsBuilder(0).setVectorScore(3)),
        lie(
            Flaw.IMPOSSIBLE_SCORE,
            "a negative score of what is near",
            COMPLEX,
            answer -> answer.getHitsBuilder(9).setScore(-.1)),
        lie(
            Flaw.IMPOSSIBLE_SCORE,
            "paths that count less than nothing",
            GRAPH_ONLY,
            answer -> answer.getHitsBuilder(9).setScore(-1)),
        lie(
            Flaw.IMPOSSIBLE_SCORE,
            "re-ranked for nobody",
            HYBRID,
            answer -> answer.getHitsBuilder(0).setScore(2)),
        lie(
            Flaw.WITHOUT_GRAPH,
            "no titles",
            HYBRID,
            answer -> hits(answer, Hit.Builder::clearTitle)),
        lie(
            Flaw.WITHOUT_GRAPH,
            "one without a title",
            BASELINE,
            answer -> answer.getHitsBuilder(7).clearTitle()),
        lie(
            Flaw.WITHOUT_GRAPH,
            "the wrong stage flagged",
            COMPLEX,
            answer -> {
              answer.addDegraded(Stage.STAGE_POLICY).clearPolicy();
              hits(answer, Hit.Builder::clearTitle);
            }),
        lie(
            Flaw.WRONG_TITLE,
            "any title",
            HYBRID,
            answer -> answer.getHitsBuilder(3).setTitle("A title")),
        lie(
            Flaw.IMPOSSIBLE_RELATED,
            "related content of nobody's asking",
            SIMPLE,
            answer ->
                answer
                    .getHitsBuilder(0)
                    .addRelated(Related.newBuilder().setContentId(3).setDistance(1))),
        lie(
            Flaw.IMPOSSIBLE_RELATED,
            "two edges away",
            HYBRID,
            answer -> answer.getHitsBuilder(0).getRelatedBuilder(0).setDistance(2)),
        lie(
            Flaw.IMPOSSIBLE_RELATED,
            "more than a strength of 1",
            HYBRID,
            answer -> answer.getHitsBuilder(0).getRelatedBuilder(0).setStrength(1.5)),
        lie(Flaw.FILTER_BROKEN, "another genre", genre("No such genre", SIMPLE), answer -> {}),
        lie(
            Flaw.FILTER_BROKEN,
            "a required genre that is not there",
            where(asked -> asked.getGraphBuilder().addRequiredGenres("No such genre"), HYBRID),
            answer -> {}));
  }

  static Stream<Arguments> liesAboutTheWay() {
    return Stream.of(
        lie(
            Flaw.WRONG_STRATEGY,
            "vectors alone",
            HYBRID,
            answer -> answer.setStrategy(Strategy.STRATEGY_VECTOR_ONLY)),
        lie(
            Flaw.WRONG_STRATEGY,
            "the other system",
            BASELINE,
            answer -> answer.setStrategy(Strategy.STRATEGY_VECTOR_ONLY)),
        lie(
            Flaw.WRONG_STRATEGY,
            "the baseline for the system",
            HYBRID,
            answer -> answer.setStrategy(Strategy.STRATEGY_NEO4J_ONLY)),
        lie(
            Flaw.WRONG_STRATEGY,
            "a strategy nobody knows",
            SIMPLE,
            answer -> answer.setStrategyValue(99)),
        lie(
            Flaw.WRONG_STRATEGY,
            "in parallel for a small k",
            HYBRID,
            answer -> answer.setStrategy(Strategy.STRATEGY_HYBRID_PARALLEL)),
        lie(
            Flaw.WRONG_STRATEGY,
            "the graph alone, unflagged",
            HYBRID,
            answer -> answer.setStrategy(Strategy.STRATEGY_GRAPH_ONLY)),
        lie(
            Flaw.WRONG_STRATEGY,
            "a cache for what is not cached",
            HYBRID,
            AnswerCheckTest::fromCache),
        lie(
            Flaw.WRONG_STRATEGY,
            "a cache hit without the strategy",
            SIMPLE,
            answer -> answer.setCacheHit(true)),
        lie(
            Flaw.RESULT_CACHE_NOT_BYPASSED,
            "the result cache",
            where(asked -> asked.addBypassCaches(Cache.CACHE_RESULT), SIMPLE),
            AnswerCheckTest::fromCache),
        lie(
            Flaw.RESULT_CACHE_NOT_BYPASSED,
            "a bypassed hit",
            BYPASSING,
            answer -> answer.setCacheHit(true)),
        lie(
            Flaw.POLICY_CACHE_NOT_BYPASSED,
            "the policy cache",
            BYPASSING,
            answer -> answer.getCacheUseBuilder().setPolicyHit(true)),
        lie(
            Flaw.GRAPH_CACHE_NOT_BYPASSED,
            "the graph cache",
            BYPASSING,
            answer -> answer.getCacheUseBuilder().setGraphHits(1)),
        lie(Flaw.WITHOUT_POLICY, "no policy", COMPLEX, SearchResponse.Builder::clearPolicy),
        lie(
            Flaw.POLICY_OF_ANOTHER,
            "another user's policy",
            COMPLEX,
            answer -> answer.getPolicyBuilder().setUserId("user-2")),
        lie(
            Flaw.POLICY_OF_ANOTHER,
            "somebody's policy for nobody",
            HYBRID,
            answer -> answer.setPolicy(PolicyRef.newBuilder().setTenantId("t").setUserId("u"))));
  }

  @ParameterizedTest(name = "{1}: {0}")
  @MethodSource({"liesInHits", "liesAboutTheWay"})
  void aLieIsFoundAndNamed(
      Flaw found, String name, SearchRequest asked, Consumer<SearchResponse.Builder> change) {
    SearchResponse.Builder answer = HonestAnswer.to(asked).toBuilder();
    change.accept(answer);
    assertThat(flaw(asked, answer.build())).as(name).isEqualTo(found);
  }
}
