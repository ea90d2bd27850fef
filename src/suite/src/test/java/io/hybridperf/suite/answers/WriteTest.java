package io.hybridperf.suite.answers;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WriteTest {
  private static final Write WRITE = Write.of(7, "this run", 4, 42);

  @Test
  void everyWriteOfARunHasAnIdAndAPopularityOfItsOwn() {
    Set<Double> popularities = new HashSet<>();
    for (int number = 0; number < Write.MOST; number++) {
      double popularity = Write.popularity(number);
      assertThat(popularity).isBetween(0.0, 1.0);
      assertThat(popularities.add(popularity)).isTrue();
    }
    assertThat(Double.toString(Write.popularity(0))).doesNotContain("E");
    assertThat(Write.of(8, "this run", 4, 42).id()).isEqualTo(WRITE.id() + 1);
  }

  @Test
  void isLookedForByFiltersThatOnlyItPasses() {
    SearchRequest request = WRITE.lookingForIt();

    assertThat(request.getFilters(0).getIn().getValuesList())
        .containsExactly(WRITE.content().getGenres(0));
    assertThat(request.getFilters(1).getRange().getMin())
        .isEqualTo(request.getFilters(1).getRange().getMax())
        .isEqualTo(WRITE.content().getPopularity());
  }

  @Test
  void whatAnEarlierRunLeftIsNotIt() {
    assertThat(WRITE.isShownBy(showing(WRITE.id(), WRITE.content().getTitle()))).isTrue();
    assertThat(WRITE.isShownBy(showing(WRITE.id(), "written by an earlier run, number 7")))
        .isFalse();
    assertThat(WRITE.isShownBy(showing(WRITE.id() + 1, WRITE.content().getTitle()))).isFalse();
    assertThat(WRITE.isShownBy(SearchResponse.getDefaultInstance())).isFalse();
  }

  @Test
  void withoutTheGraphItsIdHasToDo() {
    SearchResponse answer =
        showing(WRITE.id(), "").toBuilder().addDegraded(Stage.STAGE_GRAPH).build();

    assertThat(WRITE.isShownBy(answer)).isTrue();
    assertThat(WRITE.isShownBy(showing(WRITE.id(), ""))).isFalse();
  }

  private static SearchResponse showing(long id, String title) {
    return SearchResponse.newBuilder()
        .addHits(Hit.newBuilder().setContentId(id).setTitle(title))
        .build();
  }
}
