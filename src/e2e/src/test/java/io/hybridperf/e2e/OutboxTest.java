package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.coordinator.store.ContentFields;
import io.hybridperf.coordinator.store.milvus.MilvusSchema;
import io.hybridperf.coordinator.store.postgres.PostgresSchema;
import io.hybridperf.embedded.fault.Fault;
import io.hybridperf.embedded.fault.StoreProxies;
import io.hybridperf.embedded.stack.Eventually;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.service.vector.request.QueryReq;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

/**
 * No write is left half done: what a killed or cut off coordinator had kept in its outbox is
 * completed by the next one, and what is written at the same time ends up the same in both stores.
 */
@WithStack
class OutboxTest {
  private static final Duration PATIENCE = Duration.ofSeconds(Client.PATIENCE_SECONDS);
  private static final long ID = 8_000_000_000L;
  private static final int IDS = 4;
  // A held entry is free again after the three stores' times for a write and three seconds.
  private static final Map<String, String> HASTY =
      Map.of(
          "milvus.write-timeout", "2s",
          "neo4j.write-timeout", "2s",
          "postgresql.write-timeout", "2s",
          "outbox-interval", "100ms",
          "breaker.slow-call", "60s");

  private StoreAddresses stores;
  private StoreAddresses throughLinks;
  private StoreProxies links;
  private MilvusClientV2 milvus;
  private Driver neo4j;
  private Connection postgresql;

  @BeforeEach
  void connect(RunningStack stack) throws Exception {
    StoreAddresses shared = StoreAddresses.of(stack);
    // A database of its own, or the stack's own coordinator would complete what these leave.
    try (Connection admin = DriverManager.getConnection(shared.postgresql());
        Statement statement = admin.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS outbox WITH (FORCE)");
      statement.execute("CREATE DATABASE outbox");
    }
    stores =
        new StoreAddresses(
            shared.milvus(), shared.neo4j(), shared.postgresql().replace("/postgres?", "/outbox?"));
    String bolt = URI.create(stores.neo4j()).getAuthority();
    links = StoreProxies.to(Map.of("milvus", stores.milvus(), "neo4j", bolt));
    throughLinks =
        new StoreAddresses(
            links.address("milvus"), "bolt://" + links.address("neo4j"), stores.postgresql());
    milvus = new MilvusClientV2(ConnectConfig.builder().uri("http://" + stores.milvus()).build());
    neo4j = GraphDatabase.driver(stores.neo4j(), AuthTokens.none());
    postgresql = DriverManager.getConnection(stores.postgresql());
    PostgresSchema.createTables(postgresql);
  }

  @AfterEach
  void close() throws Exception {
    links.close();
    milvus.close();
    neo4j.close();
    postgresql.close();
    try (Leftovers leftovers = new Leftovers(stores)) {
      leftovers.removeContent(LongStream.range(ID, ID + IDS).boxed().toList());
    }
  }

  /** The version is what can be told of an item in each store: the title and the year. */
  private static IngestRequest version(int version, long... ids) {
    IngestRequest.Builder request = IngestRequest.newBuilder();
    for (long id : ids) {
      request.addItems(
          Content.newBuilder()
              .setContentId(id)
              .setTitle("Version " + version)
              .setReleaseYear(1900 + version)
              .addAllEmbedding(TestData.near(3).getEmbeddingList()));
    }
    return request.build();
  }

  private Optional<Integer> inMilvus(long id) {
    return milvus
        .query(
            QueryReq.builder()
                .collectionName(MilvusSchema.COLLECTION)
                .ids(List.of(id))
                .outputFields(List.of(ContentFields.RELEASE_YEAR))
                .consistencyLevel(ConsistencyLevel.STRONG)
                .build())
        .getQueryResults()
        .stream()
        .map(row -> ((Number) row.getEntity().get(ContentFields.RELEASE_YEAR)).intValue() - 1900)
        .findFirst();
  }

  private Optional<Integer> inNeo4j(long id) {
    return neo4j
        .executableQuery("MATCH (n:MediaContent {id: $id}) RETURN n.title AS title")
        .withParameters(Map.of("id", id))
        .execute()
        .records()
        .stream()
        .map(row -> Integer.parseInt(row.get("title").asString().substring("Version ".length())))
        .findFirst();
  }

  private long kept() throws Exception {
    try (Statement statement = postgresql.createStatement();
        ResultSet count = statement.executeQuery("SELECT count(*) FROM ingest_outbox")) {
      count.next();
      return count.getLong(1);
    }
  }

  private static Status.Code outcome(Client client, IngestRequest request) {
    try {
      client.ingest(request);
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  private void assertCompleted(long id, int version) throws Exception {
    Eventually.get(PATIENCE, this::kept, count -> count == 0);
    assertThat(inMilvus(id)).contains(version);
    assertThat(inNeo4j(id)).contains(version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"milvus", "neo4j"})
  void whatACoordinatorKeptThatWasKilledBeforeAStoreHadItIsCompletedByTheNext(String store)
      throws Exception {
    try (ExecutorService caller = Executors.newSingleThreadExecutor();
        CoordinatorProcess killed = CoordinatorProcess.start(throughLinks, HASTY)) {
      assertThat(outcome(killed.client(), version(1, ID))).isEqualTo(Status.Code.OK);
      links.apply(store, new Fault.Cut());
      Future<Status.Code> unanswered =
          caller.submit(() -> outcome(killed.client(), version(2, ID, ID + 1)));
      // Kept, and in Milvus if Neo4j is the store that hangs: then the coordinator is between the
      // two.
      Eventually.get(PATIENCE, this::kept, count -> count == 1);
      if (store.equals("neo4j")) {
        Eventually.get(PATIENCE, () -> inMilvus(ID + 1), now -> now.equals(Optional.of(2)));
      }

      killed.kill();

      assertThat(unanswered.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(inNeo4j(ID)).contains(1);
      assertThat(inNeo4j(ID + 1)).isEmpty();
    }
    links.apply(store, new Fault.None());
    try (CoordinatorProcess next = CoordinatorProcess.start(throughLinks, HASTY)) {
      assertCompleted(ID, 2);
      assertCompleted(ID + 1, 2);
      assertThat(outcome(next.client(), version(3, ID))).isEqualTo(Status.Code.OK);
      assertCompleted(ID, 3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"milvus", "neo4j"})
  void whatAStoreMissedIsCompletedWhenItIsBackAndCountedUntilThen(String store) throws Exception {
    try (OwnCoordinator coordinator = OwnCoordinator.start(throughLinks, HASTY)) {
      links.apply(store, new Fault.Stop());

      assertThat(outcome(coordinator.client(), version(1, ID))).isEqualTo(Status.Code.UNAVAILABLE);

      Eventually.get(
          PATIENCE,
          () -> Metrics.scrape(coordinator.metricsPort()),
          page ->
              page.contains("\nhybrid_outbox_entries 1.0")
                  && page.lines()
                      .filter(line -> line.startsWith("hybrid_outbox_oldest_age_seconds "))
                      .anyMatch(line -> Double.parseDouble(line.split(" ", -1)[1]) > 0));
      links.apply(store, new Fault.None());
      assertCompleted(ID, 1);
      Eventually.get(
          PATIENCE,
          () -> Metrics.scrape(coordinator.metricsPort()),
          page -> page.contains("\nhybrid_outbox_entries 0.0"));
    }
  }

  @Test
  void aLaterWriteOfTheSameContentIsNotOvertakenByWhatIsCompleted() throws Exception {
    try (OwnCoordinator coordinator = OwnCoordinator.start(throughLinks, HASTY)) {
      links.apply("neo4j", new Fault.Stop());
      assertThat(outcome(coordinator.client(), version(1, ID))).isEqualTo(Status.Code.UNAVAILABLE);
      links.apply("neo4j", new Fault.None());

      // While the first is not complete the second waits, or is completed after it.
      outcome(coordinator.client(), version(2, ID));

      assertCompleted(ID, 2);
    }
  }

  @Test
  void writesOfTheSameContentAtTheSameTimeEndUpTheSameInBothStores() throws Exception {
    int writers = 6;
    int rounds = 10;
    try (OwnCoordinator one = OwnCoordinator.start(stores, Map.of("outbox-interval", "100ms"));
        OwnCoordinator other = OwnCoordinator.start(stores, Map.of("outbox-interval", "100ms"));
        ExecutorService callers = Executors.newFixedThreadPool(writers)) {
      List<Future<Integer>> acknowledged = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        int writer = i;
        acknowledged.add(
            callers.submit(() -> {
              int count = 0;
              for (int round = 0; round < rounds; round++) {
                Client client = (round + writer) % 2 == 0 ? one.client() : other.client();
                IngestRequest request =
                    version(1 + writer * rounds + round, ID + round % 2, ID + 2);
                count += outcome(client, request) == Status.Code.OK ? 1 : 0;
              }
              return count;
            }));
      }
      int count = 0;
      for (Future<Integer> writer : acknowledged) {
        count += writer.get(300, TimeUnit.SECONDS);
      }
      assertThat(count).isPositive();

      Eventually.get(PATIENCE, this::kept, left -> left == 0);
      for (long id : new long[] {ID, ID + 1, ID + 2}) {
        assertThat(inMilvus(id)).isPresent().isEqualTo(inNeo4j(id));
      }
    }
  }

  @Test
  void withoutPostgresqlNothingIsWrittenAnywhere() throws Exception {
    String jdbc = URI.create(stores.postgresql().substring("jdbc:".length())).getAuthority();
    try (StoreProxies link = StoreProxies.to(Map.of("postgresql", jdbc));
        OwnCoordinator coordinator =
            OwnCoordinator.start(
                new StoreAddresses(
                    stores.milvus(),
                    stores.neo4j(),
                    stores.postgresql().replace(jdbc, link.address("postgresql"))))) {
      link.apply("postgresql", new Fault.Stop());

      assertThat(outcome(coordinator.client(), version(1, ID))).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(inMilvus(ID)).isEmpty();
      assertThat(inNeo4j(ID)).isEmpty();
    }
  }
}
