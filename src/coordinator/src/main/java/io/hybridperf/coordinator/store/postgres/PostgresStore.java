package io.hybridperf.coordinator.store.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.grpc.Deadline;
import io.hybridperf.api.v1.FeedbackEvent;
import io.hybridperf.coordinator.config.BreakerConfig;
import io.hybridperf.coordinator.config.PostgresConfig;
import io.hybridperf.coordinator.config.SettingException;
import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.PolicyStore;
import io.hybridperf.coordinator.store.PoolState;
import io.hybridperf.coordinator.store.RewardSignal;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.store.guard.Access;
import io.hybridperf.coordinator.store.guard.StoreGuard;
import io.hybridperf.coordinator.store.guard.TimeLimiter;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.postgresql.jdbc.PgStatement;
import org.postgresql.util.PSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL through pgjdbc and a HikariCP pool. */
public final class PostgresStore implements PolicyStore {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresStore.class);

  private static final String NAME = "the policy store";
  // The statement is cancelled after our own wait, so that it is always the wait that says the time
  // is up.
  private static final long GRACE_MILLIS = 10;

  private final PostgresConfig config;
  private final HikariDataSource pool;
  private final StoreGuard guard;
  private final AtomicBoolean reconnecting = new AtomicBoolean();
  private volatile boolean toldWhy;

  /**
   * Opens the pool. PostgreSQL need not be there yet.
   *
   * @throws SettingException if the URL is malformed
   */
  public PostgresStore(PostgresConfig config, BreakerConfig breaker) {
    this.config = config;
    this.guard =
        new StoreGuard(
            NAME, config.connections(), config.timeouts(), breaker, PostgresStore::isAnswer);
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName("policies");
    hikari.setJdbcUrl(config.url());
    hikari.setUsername(config.user());
    hikari.setPassword(config.password().value());
    hikari.setMaximumPoolSize(config.connections());
    hikari.setConnectionTimeout(config.connectTimeout().toMillis());
    // A connection that was idle is asked first whether it works; a slow answer is one.
    hikari.setValidationTimeout(config.connectTimeout().toMillis());
    // One attempt, so that the first request finds a connection; a failure is not the end.
    hikari.setInitializationFailTimeout(0);
    hikari.addDataSourceProperty("ApplicationName", "hybrid-perf-coordinator");
    hikari.addDataSourceProperty("tcpKeepAlive", "true");
    hikari.addDataSourceProperty(
        "connectTimeout", String.valueOf(wholeSeconds(config.connectTimeout().toMillis())));
    // For a server that is cut off: the statement's own timeout is enforced by that server.
    hikari.addDataSourceProperty(
        "socketTimeout", String.valueOf(socketTimeoutMillis(Access.READ) / 1000));
    hikari.addDataSourceProperty("prepareThreshold", "1");
    try {
      this.pool = new HikariDataSource(hikari);
    } catch (RuntimeException e) {
      throw new SettingException(
          "coordinator.postgresql.url cannot be used: expected jdbc:postgresql://host:port/database");
    }
  }

  /**
   * Opens a connection as the store does, without its pool and its time limits.
   *
   * @throws SQLException if PostgreSQL cannot be reached or refuses
   */
  public static Connection connect(PostgresConfig config) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", config.user());
    properties.setProperty("password", config.password().value());
    return DriverManager.getConnection(config.url(), properties);
  }

  /** Later than the wait of whoever waits longest. */
  private long socketTimeoutMillis(Access access) {
    return 1000 * (wholeSeconds(guard.timeout(access).toMillis()) + 1);
  }

  private static long wholeSeconds(long millis) {
    return Math.ceilDiv(millis, 1000);
  }

  @Override
  public Optional<Policy> find(PolicyKey key, Deadline deadline) throws StoreException {
    if (hasNul(key.tenantId()) || hasNul(key.userId()) || hasNul(key.context())) {
      return Optional.empty(); // PostgreSQL cannot store such a name.
    }
    return query(
        Access.READ,
        PostgresStatements.FIND_POLICY,
        deadline,
        (statement, limit) -> {
          statement.setString(1, key.tenantId());
          statement.setString(2, key.userId());
          statement.setString(3, key.context());
          try (ResultSet rows = statement.executeQuery()) {
            return rows.next()
                ? Optional.of(PolicyJson.read(rows.getString(1), rows.getString(2)))
                : Optional.empty();
          }
        });
  }

  private static boolean hasNul(String name) {
    return name.indexOf('\0') >= 0;
  }

  @Override
  public Recorded record(List<FeedbackEvent> events, List<RewardSignal> signals, Deadline deadline)
      throws StoreException {
    return query(
        Access.WRITE,
        PostgresStatements.INSERT_EVENTS,
        deadline,
        (statement, limit) -> {
          Connection connection = statement.getConnection();
          // The pool rolls back what is not committed, and sets this back.
          connection.setAutoCommit(signals.isEmpty());
          array(connection, statement, 1, "text", events, FeedbackEvent::getTenantId);
          array(connection, statement, 2, "text", events, FeedbackEvent::getUserId);
          array(connection, statement, 3, "bigint", events, FeedbackEvent::getContentId);
          array(connection, statement, 4, "text", events, FeedbackEvent::getEventType);
          array(connection, statement, 5, "float8", events, FeedbackEvent::getReward);
          array(connection, statement, 6, "text", events, PostgresStore::context);
          List<Long> ids = new ArrayList<>(events.size());
          try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              ids.add(rows.getLong(1));
            }
          }
          if (signals.isEmpty()) {
            return new Recorded(ids, List.of());
          }
          int timeoutMillis =
              (int) Math.max(1, limit.timeRemaining(TimeUnit.MILLISECONDS) + GRACE_MILLIS);
          List<VersionedPolicy> learned =
              new PolicyLearning(connection, timeoutMillis).learn(signals);
          if (limit.isExpired()) {
            // The caller has been told that it failed, so it must not be committed.
            throw new SQLTimeoutException("out of time before the commit");
          }
          connection.commit();
          return new Recorded(ids, learned);
        });
  }

  private static String context(FeedbackEvent event) {
    return PolicyKey.of(event.getTenantId(), event.getUserId(), event.getContext()).context();
  }

  private static void array(
      Connection connection,
      PreparedStatement statement,
      int parameter,
      String type,
      List<FeedbackEvent> events,
      Function<FeedbackEvent, Object> column)
      throws SQLException {
    statement.setArray(
        parameter, connection.createArrayOf(type, events.stream().map(column).toArray()));
  }

  @Override
  public void check(Deadline deadline) throws StoreException {
    query(
        Access.READ,
        "SELECT 1",
        deadline,
        (statement, limit) -> {
          statement.execute();
          return true;
        });
  }

  /** Its circuit breaker and bulkhead. */
  public StoreGuard guard() {
    return guard;
  }

  /** Connections in use and ready, and their bound. */
  public PoolState pool() {
    HikariPoolMXBean state = pool.getHikariPoolMXBean();
    return new PoolState(
        state.getActiveConnections(),
        state.getIdleConnections(),
        config.connections(),
        guard.pool().waiting() + state.getThreadsAwaitingConnection());
  }

  @Override
  public void close() {
    pool.close();
  }

  private interface Work<T> {
    T run(PreparedStatement statement, Deadline limit) throws SQLException, JsonProcessingException;
  }

  private <T> T query(Access access, String sql, Deadline requested, Work<T> work)
      throws StoreException {
    return connected(
        access,
        requested,
        (connection, deadline) -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            limit(statement, deadline);
            return work.run(statement, deadline);
          }
        });
  }

  /** Work on a connection of its own, in auto-commit mode. */
  interface Connected<T> {
    T run(Connection connection, Deadline deadline) throws SQLException, IOException;
  }

  /** Runs work by a deadline; past it, only whoever waits is released. */
  <T> T connected(Access access, Deadline requested, Connected<T> work) throws StoreException {
    return guard.call(
        access,
        requested,
        deadline ->
            TimeLimiter.call(
                NAME,
                deadline,
                () -> {
                  try {
                    failFastWhileDown();
                    try (Connection connection = pool.getConnection()) {
                      if (access == Access.WRITE) {
                        // The pool sets it back.
                        connection.setNetworkTimeout(
                            Runnable::run, (int) socketTimeoutMillis(access));
                      }
                      return work.run(connection, deadline);
                    }
                  } finally {
                    guard.release();
                  }
                }));
  }

  /** Has the server end a statement soon after its caller has stopped waiting. */
  static void limit(PreparedStatement statement, Deadline deadline) throws SQLException {
    statement
        .unwrap(PgStatement.class)
        .setQueryTimeoutMs(
            Math.max(0, deadline.timeRemaining(TimeUnit.MILLISECONDS)) + GRACE_MILLIS);
  }

  /**
   * Classes 53, 57, 58: out of resources, stopping, failing. Without an error of the server, 08.
   */
  private static boolean isAnswer(Throwable failure) {
    return StoreGuard.isCausedBy(
        failure,
        cause ->
            cause instanceof PSQLException error
                && error.getServerErrorMessage() != null
                && !String.valueOf(error.getSQLState()).matches("5[378].*"));
  }

  /**
   * Without a single connection a caller would wait for the whole connect timeout. One attempt at a
   * time runs in the background instead, and callers are told at once.
   */
  private void failFastWhileDown() throws StoreException {
    if (pool.getHikariPoolMXBean().getTotalConnections() > 0) {
      return;
    }
    if (reconnecting.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .start(() -> {
            try (Connection connection = pool.getConnection()) {
              connection.isValid(1);
              toldWhy = false;
            } catch (SQLException e) {
              // Still down: the next caller starts the next attempt.
              tellWhy(e);
            } finally {
              reconnecting.set(false);
            }
          });
    }
    throw StoreException.unavailable(NAME);
  }

  /** Logs the reason once an outage: callers cannot tell a wrong password from a dead server. */
  private void tellWhy(SQLException failure) {
    if (!toldWhy) {
      toldWhy = true;
      // The pool says that there is no connection; the last attempt's reason is its cause.
      Throwable reason = failure.getCause() == null ? failure : failure.getCause();
      LOG.warn("PostgreSQL gives no connection: {}", reason.getMessage());
    }
  }
}
