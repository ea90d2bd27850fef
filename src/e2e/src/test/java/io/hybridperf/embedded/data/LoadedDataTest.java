package io.hybridperf.embedded.data;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hybridperf.coordinator.store.ContentFields;
import io.hybridperf.coordinator.store.milvus.MilvusSchema;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.Edge;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.MovieLens;
import io.hybridperf.feeders.movielens.UserPolicy;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.service.vector.request.QueryReq;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Record;

/** What is in the stores is the data set: counted whole, and compared in samples. */
@WithStack
class LoadedDataTest {
  private static Dataset dataset;
  private static JsonNode stores;

  @BeforeAll
  static void findStores(RunningStack stack) throws Exception {
    dataset = MovieLens.load();
    stores = stack.ready().get("stores");
  }

  @Test
  void theGraphHasEveryNode() {
    assertThat(count("MATCH (n) UNWIND labels(n) AS name RETURN name, count(*) AS number"))
        .isEqualTo(
            Map.of(
                "MediaContent", (long) dataset.films().size(),
                "Genre", distinct(Film::genres),
                "Theme", distinct(Film::themes),
                "Mood", distinct(Film::moods),
                "CulturalContext", distinct(Film::culturalContexts),
                "UserPolicy", (long) dataset.policies().size()));
  }

  @Test
  void theGraphHasEveryRelationship() {
    Map<String, Long> edges =
        dataset.edges().stream().collect(groupingBy(edge -> edge.type().name(), counting()));

    assertThat(count("MATCH ()-[r]->() RETURN type(r) AS name, count(*) AS number"))
        .containsAllEntriesOf(edges)
        .containsEntry("BELONGS_TO", total(Film::genres))
        .containsEntry("HAS_THEME", total(Film::themes))
        .containsEntry("HAS_MOOD", total(Film::moods))
        .containsEntry("IN_CONTEXT", total(Film::culturalContexts))
        .hasSize(edges.size() + 4);
  }

  @Test
  void anEdgeLeadsWhereItShould() {
    Edge edge =
        dataset.edges().stream()
            .filter(any -> any.type() == Edge.Type.SIMILAR_TO)
            .findFirst()
            .orElseThrow();
    Record found =
        query(
                "MATCH (:MediaContent {id: $from})-[r:SIMILAR_TO]->(:MediaContent {id: $to})"
                    + " RETURN r.strength AS strength",
                Map.of("from", edge.fromId(), "to", edge.toId()))
            .getFirst();

    assertThat(found.get("strength").asDouble()).isEqualTo(edge.strength());
  }

  @Test
  void theGraphHasEveryEmbeddingInItsVectorIndexWithWhatFiltersLookAt() {
    Film film = dataset.films().get(dataset.films().size() / 2);
    Record nearest =
        query(
                "CYPHER 25 MATCH (n:MediaContent) SEARCH n IN (VECTOR INDEX media_embeddings"
                    + " FOR $embedding WHERE n.genre = $genre LIMIT 1) SCORE AS score"
                    + " RETURN n, score",
                Map.of("embedding", film.embedding(), "genre", film.firstGenre()))
            .getFirst();

    assertThat(nearest.get("score").asDouble()).isEqualTo(1, within(1e-5));
    assertThat(nearest.get("n").get("id").asLong()).isEqualTo(film.id());
    assertThat(nearest.get("n").get("mood").asString()).isEqualTo(film.firstMood());
    assertThat(nearest.get("n").get("release_year").asInt()).isEqualTo(film.releaseYear());
    assertThat(nearest.get("n").get("popularity").asDouble()).isEqualTo(film.popularity());
    assertThat(
            count(
                "MATCH (n:MediaContent) WHERE n.embedding IS NOT NULL RETURN 'embeddings' AS name, count(*) AS number"))
        .isEqualTo(Map.of("embeddings", (long) dataset.films().size()));
  }

  @Test
  void theGraphHasEveryTitleInItsFullTextIndex() {
    assertThat(
            count(
                "CALL db.index.fulltext.queryNodes('media_titles', '*:*') YIELD node"
                    + " RETURN 'titles' AS name, count(node) AS number"))
        .isEqualTo(Map.of("titles", (long) dataset.films().size()));
  }

  @Test
  void thePolicyStoreHasEveryPolicy() throws Exception {
    UserPolicy policy = dataset.policies().getLast();
    try (Connection connection = DriverManager.getConnection(stores.get("postgresql").asText());
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT preferences, constraints, (SELECT count(*) FROM user_policies)"
                    + " FROM user_policies WHERE tenant_id = ? AND user_id = ? AND context = ?")) {
      select.setString(1, policy.user().tenantId());
      select.setString(2, policy.user().userId());
      select.setString(3, policy.context());
      ResultSet row = select.executeQuery();

      assertThat(row.next()).isTrue();
      ObjectMapper json = new ObjectMapper();
      JsonNode preferences = json.valueToTree(policy.preferencesColumn());
      JsonNode constraints = json.valueToTree(policy.constraints().column());
      assertThat(json.readTree(row.getString(1))).isEqualTo(preferences);
      assertThat(json.readTree(row.getString(2))).isEqualTo(constraints);
      assertThat(row.getInt(3)).isEqualTo(dataset.policies().size());
    }
  }

  @Test
  void theVectorStoreHasEveryFilm() {
    Film film = dataset.films().get(dataset.films().size() / 2);
    MilvusClientV2 client =
        new MilvusClientV2(
            ConnectConfig.builder().uri("http://" + stores.get("milvus").asText()).build());
    try {
      long rows =
          (long)
              client
                  .query(
                      QueryReq.builder()
                          .collectionName(MilvusSchema.COLLECTION)
                          .outputFields(List.of("count(*)"))
                          .build())
                  .getQueryResults()
                  .getFirst()
                  .getEntity()
                  .get("count(*)");
      assertThat(rows).isEqualTo(dataset.films().size());

      Map<String, Object> row =
          client
              .query(
                  QueryReq.builder()
                      .collectionName(MilvusSchema.COLLECTION)
                      .ids(List.of(film.id()))
                      .outputFields(
                          List.of(
                              ContentFields.GENRE,
                              ContentFields.MOOD,
                              ContentFields.POPULARITY,
                              ContentFields.RELEASE_YEAR))
                      .build())
              .getQueryResults()
              .getFirst()
              .getEntity();
      assertThat(row)
          .containsEntry(ContentFields.GENRE, film.firstGenre())
          .containsEntry(ContentFields.MOOD, film.firstMood())
          .containsEntry(ContentFields.RELEASE_YEAR, film.releaseYear());
      assertThat((double) row.get(ContentFields.POPULARITY))
          .isEqualTo(film.popularity(), within(1e-9));
    } finally {
      client.close();
    }
  }

  private static long distinct(Function<Film, List<String>> values) {
    return dataset.films().stream().map(values).flatMap(Collection::stream).distinct().count();
  }

  private static long total(Function<Film, List<String>> values) {
    return dataset.films().stream().map(values).mapToLong(List::size).sum();
  }

  private static Map<String, Long> count(String cypher) {
    return query(cypher, Map.of()).stream()
        .collect(
            java.util.stream.Collectors.toMap(
                row -> row.get("name").asString(), row -> row.get("number").asLong()));
  }

  private static List<Record> query(String cypher, Map<String, Object> parameters) {
    try (Driver driver = GraphDatabase.driver(stores.get("neo4j").asText(), AuthTokens.none())) {
      return driver.executableQuery(cypher).withParameters(parameters).execute().records();
    }
  }
}
