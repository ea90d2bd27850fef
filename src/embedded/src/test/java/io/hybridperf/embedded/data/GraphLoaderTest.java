package io.hybridperf.embedded.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.embedded.engine.EmbeddedNeo4j;
import io.hybridperf.embedded.start.Progress;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.Edge;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.MovieLens;
import io.hybridperf.feeders.movielens.UserPolicy;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

class GraphLoaderTest {
  private static final Dataset DATASET = MovieLens.load();
  private static final Progress QUIET =
      Progress.sinceLaunch(new PrintStream(new ByteArrayOutputStream()));

  @Test
  void whatALoadThatWasCutOffHasWrittenIsNotWrittenAgain(@TempDir Path folder) {
    List<Film> films = DATASET.films().subList(0, 300);
    List<Edge> edges = edgesAmong(films);
    List<UserPolicy> policies = DATASET.policies().subList(0, 20);
    try (EmbeddedNeo4j neo4j = EmbeddedNeo4j.start(folder);
        Driver driver = GraphDatabase.driver(neo4j.address(), AuthTokens.none())) {
      List<Film> first = films.subList(0, 200);
      new GraphLoader(neo4j.database(), QUIET)
          .load(driver, first, edgesAmong(first), policies.subList(0, 10));
      driver.executableQuery("MATCH ()-[r:SIMILAR_TO]->() WITH r LIMIT 3 DELETE r").execute();

      new GraphLoader(neo4j.database(), QUIET).load(driver, films, edges, policies);
      new GraphLoader(neo4j.database(), QUIET).load(driver, films, edges, policies);

      assertThat(count(driver, "MATCH (n:MediaContent) RETURN count(n)")).isEqualTo(300);
      assertThat(count(driver, "MATCH (n:Genre) RETURN count(n)"))
          .isEqualTo(films.stream().flatMap(film -> film.genres().stream()).distinct().count());
      assertThat(count(driver, "MATCH ()-[r:BELONGS_TO]->() RETURN count(r)"))
          .isEqualTo(films.stream().mapToInt(film -> film.genres().size()).sum());
      assertThat(count(driver, "MATCH ()-[r:SIMILAR_TO|RELATED_TO|SEQUEL_OF]->() RETURN count(r)"))
          .isEqualTo(edges.size());
      assertThat(count(driver, "MATCH (n:UserPolicy) RETURN count(n)")).isEqualTo(20);
      Film last = films.getLast();
      assertThat(
              driver
                  .executableQuery(
                      "CALL db.index.vector.queryNodes('media_embeddings', 1, $vector)"
                          + " YIELD node RETURN node.id AS id")
                  .withParameters(Map.of("vector", last.embedding()))
                  .execute()
                  .records())
          .singleElement()
          .satisfies(row -> assertThat(row.get("id").asLong()).isEqualTo(last.id()));
    }
  }

  private static List<Edge> edgesAmong(List<Film> films) {
    Set<Long> ids = films.stream().map(Film::id).collect(Collectors.toSet());
    return DATASET.edges().stream()
        .filter(edge -> ids.contains(edge.fromId()) && ids.contains(edge.toId()))
        .toList();
  }

  private static long count(Driver driver, String cypher) {
    return driver.executableQuery(cypher).execute().records().getFirst().get(0).asLong();
  }

  @Test
  void aGraphThatWasLoadedEarlierGetsTheIndexOfItsTitlesOnce(@TempDir Path folder) {
    try (EmbeddedNeo4j neo4j = EmbeddedNeo4j.start(folder);
        Driver driver = GraphDatabase.driver(neo4j.address(), AuthTokens.none())) {
      driver.executableQuery("CREATE (:MediaContent {id: 1, title: 'Toy Story'})").execute();

      GraphLoader.complete(neo4j, 1, QUIET);
      GraphLoader.complete(neo4j, 1, QUIET);

      assertThat(
              driver
                  .executableQuery(
                      "CALL db.index.fulltext.queryNodes('media_titles', 'story') YIELD node"
                          + " RETURN node.id AS id")
                  .execute()
                  .records())
          .singleElement()
          .satisfies(row -> assertThat(row.get("id").asLong()).isOne());
    }
  }
}
