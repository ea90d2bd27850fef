package io.hybridperf.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Deadline;
import io.hybridperf.api.v1.FeedbackEvent;
import io.hybridperf.coordinator.config.BreakerConfig;
import io.hybridperf.coordinator.config.PostgresConfig;
import io.hybridperf.coordinator.config.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresStoreTest {
  private static final BreakerConfig BREAKER =
      new BreakerConfig(20, 10, 0.5, Duration.ofSeconds(60), Duration.ofSeconds(1));

  private EmbeddedPostgres server;
  private PostgresStore store;

  @BeforeAll
  void start() throws IOException, SQLException {
    server = EmbeddedPostgres.builder().start();
    try (Connection connection = server.getPostgresDatabase().getConnection()) {
      StoreSchema.createTables(connection);
      StoreSchema.createTables(connection);
    }
    store = new PostgresStore(config(server.getPort(), 2), BREAKER);
  }

  @AfterAll
  void stop() throws IOException {
    store.close();
    server.close();
  }

  private static PostgresConfig config(int port, int connections) {
    return new PostgresConfig(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
        "postgres",
        Secret.NONE,
        connections,
        Duration.ofSeconds(30),
        Duration.ofSeconds(10));
  }

  private static Deadline soon() {
    return Deadline.after(30, TimeUnit.SECONDS);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void policiesAreReadAsTheSchemaDescribesThem() throws Exception {
    execute(
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
    List<Long> ids = store.record(events, soon());
    assertThat(ids).hasSize(1000).isSorted().doesNotHaveDuplicates();
    try (Connection connection = server.getPostgresDatabase().getConnection();
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

  @Test
  void aLockedTableEndsWithTheDeadlineAndTheConnectionSurvives() throws Exception {
    try (Connection locking = server.getPostgresDatabase().getConnection();
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
    try (PostgresStore nowhere = new PostgresStore(config(1, 1), BREAKER)) {
      StoreException failure =
          catchThrowableOfType(StoreException.class, () -> nowhere.check(soon()));
      assertThat(failure.reason()).isEqualTo(StoreException.Reason.UNAVAILABLE);
      assertThat(failure).hasMessage("the policy store is unavailable");
    }
  }
}
