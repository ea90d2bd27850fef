package io.hybridperf.coordinator.store.postgres;

import io.grpc.Deadline;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.coordinator.store.Outbox;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.store.guard.Access;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * The outbox in PostgreSQL.
 *
 * <p>Entries get their ids under advisory locks on their contents, so that of two that share
 * content the one with the lower id is also the one seen first. The locks are on stripes of ids: an
 * ingest of a thousand items would exhaust PostgreSQL's lock table otherwise.
 */
public final class PostgresOutbox implements Outbox {

  private static final int STRIPES = 64;
  // For a commit that is under way when its time is up.
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final PostgresStore store;
  private final Duration longestWrite;

  /**
   * @param store whose connections are used
   * @param longestWrite how long a write may take whose caller has all the time in the world
   */
  public PostgresOutbox(PostgresStore store, Duration longestWrite) {
    this.store = store;
    this.longestWrite = longestWrite;
  }

  /** A hold lasts longer than its holder writes, which nobody does past the caller's deadline. */
  private double leaseSeconds(Deadline caller) {
    Duration left = Duration.ofMillis(Math.max(0, caller.timeRemaining(TimeUnit.MILLISECONDS)));
    return seconds((left.compareTo(longestWrite) < 0 ? left : longestWrite).plus(GRACE));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  @Override
  public Entry add(IngestRequest request, Deadline deadline) throws StoreException {
    return store.connected(
        Access.WRITE,
        deadline,
        (connection, limit) -> {
          connection.setAutoCommit(false);
          try {
            Entry entry = add(connection, request, leaseSeconds(deadline), limit);
            connection.commit();
            return entry;
          } finally {
            // A connection goes back to its pool as it came; what was not committed is rolled back.
            connection.rollback();
            connection.setAutoCommit(true);
          }
        });
  }

  private Entry add(
      Connection connection, IngestRequest request, double leaseSeconds, Deadline deadline)
      throws SQLException {
    Long[] ids = request.getItemsList().stream().map(Content::getContentId).toArray(Long[]::new);
    Integer[] stripes =
        LongStream.of(request.getItemsList().stream().mapToLong(Content::getContentId).toArray())
            .mapToInt(id -> Math.floorMod(id, STRIPES))
            .distinct()
            .sorted()
            .boxed()
            .toArray(Integer[]::new);
    try (PreparedStatement lock = prepare(connection, PostgresStatements.OUTBOX_LOCK, deadline);
        PreparedStatement add = prepare(connection, PostgresStatements.OUTBOX_ADD, deadline)) {
      lock.setArray(1, connection.createArrayOf("int4", stripes));
      lock.execute();
      add.setArray(1, connection.createArrayOf("int8", ids));
      add.setBytes(2, request.toByteArray());
      add.setDouble(3, leaseSeconds);
      add.setArray(4, connection.createArrayOf("int8", ids));
      try (ResultSet row = add.executeQuery()) {
        row.next();
        return new Entry(row.getLong(1), row.getInt(2), request, row.getBoolean(3));
      }
    }
  }

  @Override
  public boolean isFirst(Entry entry, Deadline deadline) throws StoreException {
    return run(
        PostgresStatements.OUTBOX_IS_FIRST,
        deadline,
        statement -> {
          statement.setLong(1, entry.id());
          statement.setInt(2, entry.attempt());
          try (ResultSet row = statement.executeQuery()) {
            return row.next() && row.getBoolean(1);
          }
        });
  }

  @Override
  public Optional<Entry> claim(Deadline deadline) throws StoreException {
    return run(
        PostgresStatements.OUTBOX_CLAIM,
        deadline,
        statement -> {
          statement.setDouble(1, seconds(longestWrite.plus(GRACE)));
          try (ResultSet row = statement.executeQuery()) {
            return row.next()
                ? Optional.of(
                    new Entry(
                        row.getLong(1),
                        row.getInt(2),
                        IngestRequest.parseFrom(row.getBytes(3)),
                        true))
                : Optional.empty();
          }
        });
  }

  @Override
  public void done(Entry entry, Deadline deadline) throws StoreException {
    run(
        PostgresStatements.OUTBOX_DONE,
        deadline,
        statement -> {
          statement.setLong(1, entry.id());
          statement.setInt(2, entry.attempt());
          return statement.executeUpdate();
        });
  }

  @Override
  public void postpone(Entry entry, Duration pause, Deadline deadline) throws StoreException {
    run(
        PostgresStatements.OUTBOX_POSTPONE,
        deadline,
        statement -> {
          statement.setDouble(1, seconds(pause));
          statement.setLong(2, entry.id());
          statement.setInt(3, entry.attempt());
          return statement.executeUpdate();
        });
  }

  @Override
  public Depth depth(Deadline deadline) throws StoreException {
    return run(
        PostgresStatements.OUTBOX_DEPTH,
        deadline,
        statement -> {
          try (ResultSet row = statement.executeQuery()) {
            row.next();
            return new Depth(row.getLong(1), Duration.ofMillis((long) (1000 * row.getDouble(2))));
          }
        });
  }

  private interface Work<T> {
    T run(PreparedStatement statement) throws SQLException, IOException;
  }

  private <T> T run(String sql, Deadline deadline, Work<T> work) throws StoreException {
    return store.connected(
        Access.WRITE,
        deadline,
        (connection, limit) -> {
          try (PreparedStatement statement = prepare(connection, sql, limit)) {
            return work.run(statement);
          }
        });
  }

  private static PreparedStatement prepare(Connection connection, String sql, Deadline deadline)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    PostgresStore.limit(statement, deadline);
    return statement;
  }
}
