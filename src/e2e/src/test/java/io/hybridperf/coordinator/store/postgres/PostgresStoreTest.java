package io.hybridperf.coordinator.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Deadline;
import io.hybridperf.api.v1.FeedbackEvent;
import io.hybridperf.coordinator.RealNeo4j;
import io.hybridperf.coordinator.RealPostgres;
import io.hybridperf.coordinator.RealStores;
import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.PolicyStore;
import io.hybridperf.coordinator.store.RewardSignal;
import io.hybridperf.coordinator.store.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealStores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresStoreTest {
  private RealPostgres server;
  private PostgresStore store;

  @BeforeAll
  void start(RealPostgres postgres) throws SQLException {
    server = postgres;
    server.empty();
    try (Connection connection = server.connect()) {
      PostgresSchema.createTables(connection);
    }
    store = new PostgresStore(server.config(2), RealNeo4j.BREAKER);
  }

  @AfterAll
  void stop() {
    store.close();
  }

  private static Deadline soon() {
    return Deadline.after(30, TimeUnit.SECONDS);
  }

  @Test
  void policiesAreReadAsTheSchemaDescribesThem() throws Exception {
    server.execute(
        """
        INSERT INTO user_policies (tenant_id, user_id, context, preferences, constraints) VALUES
          ('t', 'u', 'default', '{"genres": {"Drama": 0.5}, "themes": {"noir": -0.25}}',
           '{"excluded_genres": ["Horror"], "min_release_year": 1950, "min_popularity": 0.1}'),
          ('t', 'u', 'empty', '{}', '{}')
        """);
    assertThat(store.find(new PolicyKey("t", "u", "default"), soon()))
        .contains(
            new Policy(
                Map.of("Drama", 0.5),
                Map.of("noir", -0.25),
                Set.of("Horror"),
                1950,
                Integer.MAX_VALUE,
                0.1));
    assertThat(store.find(new PolicyKey("t", "u", "empty"), soon())).contains(Policy.NEUTRAL);
    assertThat(store.find(new PolicyKey("other", "u", "default"), soon())).isEmpty();
    assertThat(store.find(new PolicyKey("t", "' OR 1=1 --", "\0"), soon())).isEmpty();
  }

  @Test
  void eventsAreStoredInOrderAndTheirIdsComeBackInOrder() throws Exception {
    List<FeedbackEvent> events = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      events.add(
          FeedbackEvent.newBuilder()
              .setTenantId("t'\"{},\\")
              .setUserId("u")
              .setContentId(i)
              .setEventType("play")
              .setReward(-0.5)
              .build());
    }
    List<Long> ids = store.record(events, List.of(), soon()).eventIds();
    assertThat(ids).hasSize(1000).isSorted().doesNotHaveDuplicates();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT content_id, tenant_id, context->>'context', reward FROM learning_events"
                    + " WHERE id = "
                    + ids.get(700))) {
      assertThat(row.next()).isTrue();
      assertThat(row.getLong(1)).isEqualTo(700);
      assertThat(row.getString(2)).isEqualTo("t'\"{},\\");
      assertThat(row.getString(3)).isEqualTo("default");
      assertThat(row.getDouble(4)).isEqualTo(-0.5);
    }
  }

  private static FeedbackEvent event(String user, double reward) {
    return FeedbackEvent.newBuilder()
        .setTenantId("learning")
        .setUserId(user)
        .setContentId(1)
        .setEventType("play")
        .setReward(reward)
        .build();
  }

  private static RewardSignal signal(String user, double reward, String genre, String theme) {
    return new RewardSignal(
        new PolicyKey("learning", user, "default"), reward, List.of(genre), List.of(theme));
  }

  @Test
  void policiesLearnAtTheirOwnRate() throws Exception {
    server.execute(
        """
        INSERT INTO user_policies (tenant_id, user_id, preferences, constraints, learning_rate)
        VALUES ('learning', 'fast', '{"genres": {"Drama": 0.25}, "more": 1}',
                '{"min_release_year": 1950}', 0.5),
               ('learning', 'slow', '{}', '{}', 0.01)
        """);
    PolicyStore.Recorded recorded =
        store.record(
            List.of(event("fast", 1), event("slow", -1), event("nobody", 1)),
            List.of(
                signal("fast", 1, "Drama", "noir"),
                signal("slow", -1, "Drama", "noir"),
                signal("nobody", 1, "Drama", "noir")),
            soon());

    assertThat(recorded.eventIds()).hasSize(3);
    assertThat(recorded.learned())
        .extracting(learned -> learned.key().userId())
        .containsExactly("fast", "slow");
    Policy fast = store.find(new PolicyKey("learning", "fast", "default"), soon()).orElseThrow();
    assertThat(fast.genres()).isEqualTo(Map.of("Drama", 0.75));
    assertThat(fast.themes()).isEqualTo(Map.of("noir", 0.5));
    assertThat(fast.minReleaseYear()).isEqualTo(1950);
    assertThat(recorded.learned().getFirst().policy()).isEqualTo(fast);
    assertThat(
            store.find(new PolicyKey("learning", "slow", "default"), soon()).orElseThrow().genres())
        .isEqualTo(Map.of("Drama", -0.01));
    assertThat(store.find(new PolicyKey("learning", "nobody", "default"), soon())).isEmpty();
  }

  @Test
  void noLessonIsLostAmongManyAtOnceAndTheLastVersionIsTheLargest() throws Exception {
    server.execute(
        """
        INSERT INTO user_policies (tenant_id, user_id, learning_rate)
        SELECT 'learning', 'many-' || i, 1 FROM generate_series(1, 5) AS i
        """);
    int signals = 200;
    Map<PolicyKey, PolicyStore.VersionedPolicy> newest = new ConcurrentHashMap<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < signals; i++) {
        // Two users each, in either order, as would deadlock without an order of locks.
        String one = "many-" + (1 + i % 5);
        String other = "many-" + (1 + (i + 1 + i % 3) % 5);
        calls.add(
            threads.submit(() -> {
              store
                  .record(
                      List.of(event(one, 1)),
                      List.of(
                          signal(one, 0.001953125, "Drama", "a"),
                          signal(other, 0.001953125, "Drama", "b")),
                      soon())
                  .learned()
                  .forEach(learned ->
                      newest.merge(
                          learned.key(), learned, (a, b) -> a.version() > b.version() ? a : b));
              return true;
            }));
      }
      for (Future<?> call : calls) {
        call.get();
      }
    }
    double sum = 0;
    for (int user = 1; user <= 5; user++) {
      PolicyKey key = new PolicyKey("learning", "many-" + user, "default");
      Policy policy = store.find(key, soon()).orElseThrow();
      sum += policy.genres().getOrDefault("Drama", 0.0);
      assertThat(newest.get(key))
          .isNotNull()
          .extracting(PolicyStore.VersionedPolicy::policy)
          .isEqualTo(policy);
    }
    assertThat(sum).isEqualTo(2 * signals * 0.001953125);
  }

  @Test
  void eventsAreNotStoredWithoutTheirLessons() throws Exception {
    server.execute("INSERT INTO user_policies (tenant_id, user_id) VALUES ('learning', 'locked')");
    try (Connection locking = server.connect();
        Statement statement = locking.createStatement()) {
      locking.setAutoCommit(false);
      statement.execute("UPDATE user_policies SET updated_at = now() WHERE user_id = 'locked'");
      StoreException late =
          catchThrowableOfType(
              StoreException.class,
              () ->
                  store.record(
                      List.of(event("locked", 1)),
                      List.of(signal("locked", 1, "Drama", "a")),
                      Deadline.after(100, TimeUnit.MILLISECONDS)));
      assertThat(late.reason()).isEqualTo(StoreException.Reason.TIMEOUT);
      try (ResultSet row =
          statement.executeQuery("SELECT count(*) FROM learning_events WHERE user_id = 'locked'")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getInt(1)).isZero();
      }
      locking.rollback();
    }
    assertThat(store.find(new PolicyKey("learning", "locked", "default"), soon()))
        .contains(Policy.NEUTRAL);
  }

  @Test
  void aLockedTableEndsWithTheDeadlineAndTheConnectionSurvives() throws Exception {
    try (Connection locking = server.connect();
        Statement statement = locking.createStatement()) {
      locking.setAutoCommit(false);
      statement.execute("LOCK TABLE user_policies IN ACCESS EXCLUSIVE MODE");
      for (int i = 0; i < 4; i++) {
        StoreException late =
            catchThrowableOfType(
                StoreException.class,
                () ->
                    store.find(
                        new PolicyKey("t", "u", "default"),
                        Deadline.after(50, TimeUnit.MILLISECONDS)));
        assertThat(late.reason()).isEqualTo(StoreException.Reason.TIMEOUT);
      }
      locking.rollback();
    }
    store.find(new PolicyKey("t", "nobody", "default"), soon());
    assertThat(store.pool().max()).isEqualTo(2);
  }

  @Test
  void aServerThatIsNotThereIsSaidSoAtOnce() {
    try (PostgresStore nowhere =
        new PostgresStore(
            RealPostgres.config(
                "jdbc:postgresql://127.0.0.1:1/postgres", RealPostgres.OWNER, "", 1),
            RealNeo4j.BREAKER)) {
      StoreException failure =
          catchThrowableOfType(StoreException.class, () -> nowhere.check(soon()));
      assertThat(failure.reason()).isEqualTo(StoreException.Reason.UNAVAILABLE);
      assertThat(failure).hasMessage("the policy store is unavailable");
    }
  }
}
