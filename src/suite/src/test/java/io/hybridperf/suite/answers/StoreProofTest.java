package io.hybridperf.suite.answers;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.feeders.query.QuerySet;
import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StoreProofTest {
  private static final QuerySet SHIPPED = QuerySet.load();
  private static final int FILMS = SHIPPED.films();
  private static final IntUnaryOperator OWN = IntUnaryOperator.identity();

  /** An exact store. */
  private record Store(IntPredicate holds, IntUnaryOperator idOf, IntUnaryOperator vectorOf) {

    SearchResponse search(SearchRequest request) {
      float[] asked = new float[request.getEmbeddingCount()];
      for (int i = 0; i < asked.length; i++) {
        asked[i] = request.getEmbedding(i);
      }
      SearchResponse.Builder answer =
          SearchResponse.newBuilder().setStrategy(Strategy.STRATEGY_VECTOR_ONLY);
      IntStream.range(0, FILMS)
          .filter(holds)
          .mapToObj(film ->
              Hit.newBuilder()
                  .setContentId(SHIPPED.filmId(idOf.applyAsInt(film)))
                  .setVectorScore(
                      (float) SHIPPED.trueScore(asked, SHIPPED.filmId(vectorOf.applyAsInt(film))))
                  .build())
          .sorted(Comparator.comparingDouble(Hit::getVectorScore).reversed())
          .limit(request.getK())
          .forEach(answer::addHits);
      return answer.build();
    }

    StoreProof proof() {
      return StoreProof.of(SHIPPED, StorageMode.STORAGE_HYBRID, this::search);
    }
  }

  /** As an embedding by another model: the same order of size, and other neighbours. */
  private static SearchResponse otherVectors(SearchRequest request) {
    SearchResponse.Builder answer =
        SearchResponse.newBuilder().setStrategy(Strategy.STRATEGY_VECTOR_ONLY);
    for (int n = 0; n < request.getK(); n++) {
      answer.addHits(
          Hit.newBuilder()
              .setContentId(SHIPPED.filmId((n * 97 + request.getEmbeddingCount()) % FILMS))
              .setVectorScore(0.6f - 0.01f * n));
    }
    return answer.build();
  }

  @Test
  void theStoreThatTheExactAnswersAreOfIsKnown() {
    assertThat(new Store(_ -> true, OWN, OWN).proof().problem()).isEmpty();
  }

  @Test
  void aStoreThatMissesFewAsApproximateSearchesDoIsTaken() {
    assertThat(new Store(film -> film % 20 != 7, OWN, OWN).proof().problem()).isEmpty();
  }

  @Test
  void vectorsUnderOtherIdsAreFound() {
    assertThat(new Store(_ -> true, film -> (film + 1) % FILMS, OWN).proof().problem().orElse(""))
        .startsWith("the ground truth is not this store's: its vectors stand under other ids (")
        .doesNotContain("\n");
  }

  @Test
  void aStoreThatIsHalfLoadedIsFound() {
    assertThat(new Store(film -> film < FILMS / 2, OWN, OWN).proof().problem().orElse(""))
        .contains("films are missing in it (10 of 20");
    assertThat(new Store(_ -> false, OWN, OWN).proof().problem().orElse(""))
        .contains("films are missing in it (20 of 20");
  }

  @Test
  void vectorsThatWereMadeOtherwiseAreFound() {
    assertThat(
            StoreProof.of(SHIPPED, StorageMode.STORAGE_HYBRID, StoreProofTest::otherVectors)
                .problem()
                .orElse(""))
        .contains("it holds vectors that were made otherwise (20 of 20");
  }

  @Test
  void aStoreThatDoesNotAnswerProvesNothing() {
    StoreProof proof =
        StoreProof.of(
            SHIPPED,
            StorageMode.STORAGE_HYBRID,
            _ -> {
              throw Status.UNAVAILABLE.asRuntimeException();
            });

    assertThat(proof.problem()).isEmpty();
  }
}
