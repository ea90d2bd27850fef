package io.hybridperf.suite.answers;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.PolicyRef;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import org.junit.jupiter.api.Test;

class FlaggedAnswersTest {
  private static final SearchRequest SIMPLE = SearchRequest.getDefaultInstance();
  private static final SearchRequest HYBRID =
      SearchRequest.newBuilder().setGraph(GraphOptions.newBuilder().setRelationships(true)).build();
  private static final SearchRequest COMPLEX =
      HYBRID.toBuilder().setTenantId("t").setUserId("u").build();
  private static final SearchResponse BARE =
      SearchResponse.newBuilder().addHits(Hit.newBuilder().setContentId(1)).build();
  private static final SearchResponse ENRICHED =
      SearchResponse.newBuilder()
          .addHits(Hit.newBuilder().setContentId(1).setTitle("Heat"))
          .build();

  private static SearchResponse flagged(SearchResponse answer, Stage stage) {
    return answer.toBuilder().addDegraded(stage).build();
  }

  @Test
  void aSimpleAnswerNeedsNeitherGraphNorPolicy() {
    assertThat(FlaggedAnswers.isWholeOrFlagged(SIMPLE, BARE)).isTrue();
  }

  @Test
  void hitsWithoutTitlesNeedTheFlagOfTheGraph() {
    assertThat(FlaggedAnswers.isWholeOrFlagged(HYBRID, ENRICHED)).isTrue();
    assertThat(FlaggedAnswers.isWholeOrFlagged(HYBRID, BARE)).isFalse();
    assertThat(FlaggedAnswers.isWholeOrFlagged(HYBRID, flagged(BARE, Stage.STAGE_GRAPH))).isTrue();
    assertThat(FlaggedAnswers.isWholeOrFlagged(HYBRID, flagged(BARE, Stage.STAGE_POLICY)))
        .isFalse();
  }

  @Test
  void aUsersAnswerWithoutAPolicyNeedsTheFlagOfThePolicy() {
    SearchResponse ranked =
        ENRICHED.toBuilder().setPolicy(PolicyRef.newBuilder().setTenantId("t")).build();

    assertThat(FlaggedAnswers.isWholeOrFlagged(COMPLEX, ranked)).isTrue();
    assertThat(FlaggedAnswers.isWholeOrFlagged(COMPLEX, ENRICHED)).isFalse();
    assertThat(FlaggedAnswers.isWholeOrFlagged(COMPLEX, flagged(ENRICHED, Stage.STAGE_POLICY)))
        .isTrue();
  }
}
