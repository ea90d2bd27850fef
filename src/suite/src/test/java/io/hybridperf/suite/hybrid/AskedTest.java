package io.hybridperf.suite.hybrid;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.SearchRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class AskedTest {
  @Test
  void aSearchIsKnownByItsTextOrElseByWhatItIsLike() {
    SearchRequest.Builder vector = SearchRequest.newBuilder().addAllEmbedding(List.of(0.5f, 0.25f));

    assertThat(Asked.inWords(vector.build())).isEqualTo("a vector of 2 numbers");
    assertThat(Asked.inWords(vector.setQueryText("a heist that fails").build()))
        .isEqualTo("a heist that fails");
    assertThat(Asked.inWords(SearchRequest.newBuilder().setSeedContentId(318).build()))
        .isEqualTo("like 318");
  }
}
