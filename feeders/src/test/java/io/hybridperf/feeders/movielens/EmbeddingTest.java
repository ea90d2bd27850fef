package io.hybridperf.feeders.movielens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import io.hybridperf.feeders.file.Vectors;
import io.hybridperf.feeders.query.Query;
import io.hybridperf.feeders.query.QuerySet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The shipped vectors are what the model makes of the texts. */
class EmbeddingTest {

  private static final int SAMPLE = 40;

  private final EmbeddingModel model = new AllMiniLmL6V2EmbeddingModel();

  @Test
  void filmsEmbeddedAnewAreTheShippedVectors() {
    List<Film> films = MovieLens.load().films();
    for (int i = 0; i < SAMPLE; i++) {
      Film film = films.get(i * (films.size() / SAMPLE));
      assertThat(cosine(FilmText.of(film), film.embedding())).as(film.title()).isGreaterThan(0.999);
    }
  }

  @Test
  void queriesEmbeddedAnewAreTheShippedVectors() {
    List<Query> queries = QuerySet.load().queries();
    for (int i = 0; i < SAMPLE; i++) {
      Query query = queries.get(i * (queries.size() / SAMPLE));
      assertThat(cosine(query.text(), query.vector())).as(query.text()).isGreaterThan(0.999);
    }
  }

  private double cosine(String text, float[] shipped) {
    float[] made = model.embed(text).content().vector();
    return Vectors.dot(made, shipped) / (Vectors.norm(made) * Vectors.norm(shipped));
  }
}
