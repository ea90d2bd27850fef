package io.hybridperf.e2e;

import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.MovieLens;
import io.hybridperf.feeders.query.Query;
import io.hybridperf.feeders.query.QuerySet;

/** The data set and the queries, read once for all tests. */
final class TestData {
  static final Dataset DATASET = MovieLens.load();
  static final QuerySet QUERIES = QuerySet.load();
  static final ExactSearch EXACT = new ExactSearch(DATASET.films());

  private TestData() {}

  static Query query(int index) {
    return QUERIES.queries().get(index);
  }

  /** A request with this vector and nothing else. */
  static SearchRequest.Builder near(float[] vector) {
    SearchRequest.Builder request = SearchRequest.newBuilder();
    for (float value : vector) {
      request.addEmbedding(value);
    }
    return request;
  }

  /** A request with the vector of this query. */
  static SearchRequest.Builder near(int query) {
    return near(query(query).vector());
  }
}
