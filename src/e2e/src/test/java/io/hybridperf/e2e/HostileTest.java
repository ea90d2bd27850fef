package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

/**
 * Whatever a text says, to the stores it is a text: it is stored and found as it is, or refused as
 * INVALID_ARGUMENT, and nothing else in any store changes.
 */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileTest {
  private static final long ID = 9_000_000_000L;
  private static final int RANDOM_TEXTS = 20;

  private StoreAddresses stores;
  private OwnCoordinator coordinator;

  @BeforeAll
  void start(RunningStack stack) throws Exception {
    stores = StoreAddresses.of(stack);
    coordinator = OwnCoordinator.start(stores, Map.of("milvus.consistency", "strong"));
  }

  @AfterAll
  void close() throws Exception {
    coordinator.close();
    try (Leftovers leftovers = new Leftovers(stores)) {
      leftovers.removeContent(List.of(ID));
    }
  }

  static List<String> texts() {
    List<String> texts = new ArrayList<>(Requests.HOSTILE);
    texts.add("') MATCH (n) DETACH DELETE n //");
    texts.add("`) SET n.title = 'owned' //");
    texts.add("$ids");
    texts.add("title:* AND (NOT toy~2) || \"a b\"^4 [a TO z] /.*/ \\");
    texts.add("genre like \"%\"");
    texts.add("' UNION SELECT preferences, constraints FROM user_policies --");
    Random random = new Random(99);
    for (int i = 0; i < RANDOM_TEXTS; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = 1 + random.nextInt(40); length > 0; length--) {
        // Quotes, brackets, operators and backslashes more often than anything else.
        text.appendCodePoint(
            random.nextBoolean()
                ? "\"'`\\[]{}()$;:,./*-=<>%_&|".charAt(random.nextInt(25))
                : 0x20 + random.nextInt(0x300));
      }
      texts.add(text.toString());
    }
    return texts;
  }

  private static Content item(String text) {
    return Content.newBuilder()
        .setContentId(ID)
        .setTitle(text)
        .addAllEmbedding(TestData.near(4).getEmbeddingList())
        .addGenres(text)
        .addThemes(text)
        .addMoods(text)
        .addCulturalContexts(text)
        .build();
  }

  private Status.Code ingest(Content item) {
    try {
      coordinator.client().ingest(IngestRequest.newBuilder().addItems(item).build());
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  private SearchResponse search(SearchRequest.Builder request) {
    return coordinator
        .client()
        .search(
            request
                .addBypassCaches(Cache.CACHE_RESULT)
                .addBypassCaches(Cache.CACHE_GRAPH)
                .addBypassCaches(Cache.CACHE_POLICY)
                .build());
  }

  /** What is in the stores beside the item, in numbers. */
  private List<Long> census() throws Exception {
    List<Long> counts = new ArrayList<>();
    try (Driver neo4j = GraphDatabase.driver(stores.neo4j(), AuthTokens.none())) {
      for (String cypher :
          List.of(
              "MATCH (n:MediaContent) WHERE n.id <> $id RETURN count(n)",
              "MATCH (n:MediaContent)-[r]->() WHERE n.id <> $id RETURN count(r)",
              "MATCH (n:MediaContent) WHERE n.id <> $id RETURN sum(size(n.title))")) {
        counts.add(
            neo4j
                .executableQuery(cypher)
                .withParameters(Map.of("id", ID))
                .execute()
                .records()
                .getFirst()
                .get(0)
                .asLong());
      }
    }
    try (Connection connection = DriverManager.getConnection(stores.postgresql());
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT (SELECT count(*) FROM user_policies),"
                    + " (SELECT count(*) FROM pg_tables WHERE schemaname = 'public')")) {
      row.next();
      counts.add(row.getLong(1));
      counts.add(row.getLong(2));
    }
    return counts;
  }

  @Test
  void everyTextIsStoredAndFoundAsItIsOrRefused() throws Exception {
    List<Long> before = census();
    int stored = 0;
    for (String text : texts()) {
      Status.Code outcome = ingest(item(text));
      assertThat(outcome).as(text).isIn(Status.Code.OK, Status.Code.INVALID_ARGUMENT);
      if (outcome == Status.Code.OK) {
        stored++;
        assertFound(text, TestData.near(4).addFilters(Filters.in("genre", text)));
        assertFound(text, TestData.near(4).addFilters(Filters.in("mood", text)));
        assertFound(
            text, TestData.near(4).setGraph(GraphOptions.newBuilder().addRequiredGenres(text)));
        assertFound(
            text, TestData.near(4).setGraph(GraphOptions.newBuilder().addRequiredThemes(text)));
        assertFound(
            text,
            TestData.near(4).setGraph(GraphOptions.newBuilder().addRequiredCulturalContexts(text)));
      }
    }
    assertThat(stored).isGreaterThan(RANDOM_TEXTS / 2);
    assertThat(census()).isEqualTo(before);
  }

  private void assertFound(String text, SearchRequest.Builder request) {
    SearchResponse answer = search(request.setK(5));
    assertThat(answer.getDegradedCount()).isZero();
    assertThat(answer.getHitsList()).as(text).extracting(Hit::getContentId).containsExactly(ID);
    if (request.hasGraph()) {
      assertThat(answer.getHits(0).getTitle()).isEqualTo(text);
      assertThat(answer.getHits(0).getThemesList()).containsExactly(text);
    }
  }

  @ParameterizedTest
  @MethodSource("texts")
  void nobodysNameGivesAwayAPolicy(String text) {
    SearchRequest.Builder request =
        TestData.near(4).setTenantId(text).setUserId(text).setContext(text);
    try {
      SearchResponse answer = search(request);
      assertThat(answer.hasPolicy()).isFalse();
      assertThat(answer.getDegradedCount()).isZero();
      assertThat(answer.getHitsCount()).isPositive();
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      // A long text is not echoed at length.
      assertThat(String.valueOf(e.getStatus().getDescription()).length()).isLessThan(500);
    }
  }
}
