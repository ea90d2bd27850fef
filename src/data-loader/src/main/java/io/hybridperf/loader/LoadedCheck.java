package io.hybridperf.loader;

import io.hybridperf.coordinator.store.ContentFields;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.Edge;
import io.hybridperf.feeders.query.Query;
import io.hybridperf.feeders.query.QuerySet;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.data.FloatVec;
import io.milvus.v2.service.vector.response.SearchResp;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Holds stores against the data set that they were loaded with, and its exact answers. */
final class LoadedCheck {
  private static final int SAMPLE = 100;
  private static final int K = 10;

  /** Between two cosines, one of which was computed from half floats. */
  private static final double SAME = 1e-3;

  /** The spec's must-pass for recall. */
  private static final double LEAST_RECALL = 0.95;

  private final Dataset dataset;
  private final Consumer<String> say;

  LoadedCheck(Dataset dataset, Consumer<String> say) {
    this.dataset = dataset;
    this.say = say;
  }

  /**
   * Counts what is in the vector store, and searches by a sample of the shipped queries: scores
   * must be those of the shipped vectors, and the nearest must be found.
   *
   * @param search what a search asks the index for
   * @throws LoadException if it is something else
   */
  void vectors(MilvusClientV2 client, String collection, Map<String, Object> search)
      throws LoadException {
    Object counted =
        client
            .query(
                QueryReq.builder()
                    .collectionName(collection)
                    .filter("")
                    .outputFields(List.of("count(*)"))
                    .consistencyLevel(ConsistencyLevel.STRONG)
                    .build())
            .getQueryResults()
            .getFirst()
            .getEntity()
            .get("count(*)");
    compare("Milvus", "embeddings", dataset.films().size(), counted instanceof Long n ? n : -1);
    QuerySet queries = QuerySet.over(dataset);
    double recall = 0;
    for (Query query : sample(queries.queries()).toList()) {
      List<SearchResp.SearchResult> hits = found(client, collection, query, search);
      requireScores(hits, query, queries);
      long[] ids = hits.stream().mapToLong(hit -> (Long) hit.getId()).toArray();
      Query exact =
          dataset.syntheticFilms() == 0 ? query : queries.withVector(query, query.vector(), K);
      recall += queries.recall(exact, ids, K, SAME) / SAMPLE;
    }
    say.accept(
        String.format(
            Locale.ROOT,
            "Milvus: recall@%d of %d of the shipped queries is %.4f",
            K,
            SAMPLE,
            recall));
    if (recall < LEAST_RECALL) {
      throw new LoadException(
          String.format(
              Locale.ROOT,
              "Milvus finds %.4f of the true neighbours, %s are wanted: raise coordinator.milvus.search-params, or load another --index",
              recall,
              LEAST_RECALL));
    }
  }

  private static <T> Stream<T> sample(List<T> all) {
    return IntStream.range(0, SAMPLE)
        .map(i -> Math.toIntExact((long) i * all.size() / SAMPLE))
        .mapToObj(all::get);
  }

  /** A film whose vector is another has another score. */
  private static void requireScores(
      List<SearchResp.SearchResult> hits, Query query, QuerySet queries) throws LoadException {
    for (SearchResp.SearchResult hit : hits) {
      double score = queries.trueScore(query.vector(), (Long) hit.getId());
      if (!(Math.abs(score - hit.getScore()) <= SAME)) {
        throw new LoadException(
            "Milvus: the embedding of film %s is not the shipped one: another data set is in the collection; empty it, or name another in coordinator.milvus.collection"
                .formatted(hit.getId()));
      }
    }
  }

  private static List<SearchResp.SearchResult> found(
      MilvusClientV2 client, String collection, Query query, Map<String, Object> search) {
    return client
        .search(
            SearchReq.builder()
                .collectionName(collection)
                .annsField(ContentFields.EMBEDDING)
                .data(List.of(new FloatVec(query.vector())))
                .limit(K)
                .searchParams(search)
                .build())
        .getSearchResults()
        .getFirst();
  }

  /**
   * Counts what is in the graph.
   *
   * @throws LoadException if it is something else
   */
  void graph(Neo4jLoader graph) throws LoadException {
    Map<String, Long> wanted =
        new TreeMap<>(
            dataset.edges().stream()
                .collect(Collectors.groupingBy(e -> e.type().name(), Collectors.counting())));
    for (Edge.Type type : Edge.Type.values()) {
      wanted.putIfAbsent(type.name(), 0L);
    }
    wanted.put("films", (long) dataset.films().size());
    wanted.put("policies", (long) dataset.policies().size());
    Map<String, Long> counts = graph.counts();
    for (Map.Entry<String, Long> each : wanted.entrySet()) {
      compare("Neo4j", each.getKey(), each.getValue(), counts.getOrDefault(each.getKey(), 0L));
    }
  }

  /**
   * Counts the policies.
   *
   * @throws LoadException if there are others
   */
  void policies(Connection connection) throws LoadException, SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT count(*) FROM user_policies")) {
      count.next();
      compare("PostgreSQL", "policies", dataset.policies().size(), count.getLong(1));
    }
  }

  private static void compare(String store, String what, long wanted, long counted)
      throws LoadException {
    if (wanted != counted) {
      throw new LoadException(
          "%s has %s %s, the data set has %s: what else is in the store was not loaded by this; empty the store and load again"
              .formatted(store, counted, what, wanted));
    }
  }
}
