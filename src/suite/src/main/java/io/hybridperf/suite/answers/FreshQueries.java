package io.hybridperf.suite.answers;

import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.feeders.query.Query;
import io.hybridperf.suite.answers.Queries.Planned;
import java.util.SplittableRandom;

/**
 * Queries that no system can have been asked before: those of a load, each with a vector moved at
 * random, by so much that another's answer would have other scores, and by so little that a text
 * like it could have made it.
 */
final class FreshQueries {
  /** Of the moved part, beside a length of 1: the cosine to the text's own vector is 0.96. */
  private static final double MOVED = 0.3;

  private final Queries queries;
  private final long seed;

  /**
   * @param queries drawn by another seed than those of the load
   * @param seed of the vectors
   */
  FreshQueries(Queries queries, long seed) {
    this.queries = queries;
    this.seed = seed;
  }

  /**
   * {@return a query, always the same for a number}
   *
   * <p>It has no exact answer yet: its {@code trueIds} are those of the text.
   *
   * @param index from 0
   */
  Planned at(long index) {
    Planned known = queries.at(index);
    Query query = known.query();
    float[] vector = moved(query.vector(), new SplittableRandom(seed ^ ~index));
    SearchRequest.Builder request = known.request().toBuilder().clearEmbedding();
    for (float value : vector) {
      request.addEmbedding(value);
    }
    return new Planned(
        known.label(),
        request.build(),
        new Query(
            query.index(),
            query.kind(),
            query.text(),
            vector,
            query.trueIds(),
            query.trueScores()));
  }

  static float[] moved(float[] vector, SplittableRandom random) {
    float[] moved = new float[vector.length];
    double each = MOVED / Math.sqrt(vector.length);
    double squares = 0;
    for (int n = 0; n < moved.length; n++) {
      double value = vector[n] + each * random.nextGaussian();
      moved[n] = (float) value;
      squares += value * value;
    }
    float length = (float) Math.sqrt(squares);
    for (int n = 0; n < moved.length; n++) {
      moved[n] /= length;
    }
    return moved;
  }

  /** {@return what a search asks for} */
  static float[] vector(SearchRequest request) {
    float[] vector = new float[request.getEmbeddingCount()];
    for (int n = 0; n < vector.length; n++) {
      vector[n] = request.getEmbedding(n);
    }
    return vector;
  }
}
