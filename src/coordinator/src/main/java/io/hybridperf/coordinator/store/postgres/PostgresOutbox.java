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
  // Any number that nobody else's advisory locks in this database begin with.
  private static final int LOCKS = 0x6f7574;

  // For a commit that is under way when its time is up.
  private static final Duration GRACE = Duration.ofSeconds(1);

  public static final String LOCK =
      "SELECT pg_advisory_xact_lock(" + LOCKS + ", stripe) FROM unnest(?::int[]) AS stripe";

  // Whoever else is visible came earlier; the statement does not see its own row.
  public static final String ADD =
      """
      INSERT INTO ingest_outbox (content_ids, request, due)
      VALUES (?, ?, clock_timestamp() + make_interval(secs => ?))
      RETURNING id, attempt,
        NOT EXISTS (SELECT FROM ingest_outbox earlier WHERE earlier.content_ids && ?)
      """;

  public static final String IS_FIRST =
      """
      SELECT NOT EXISTS (
        SELECT FROM ingest_outbox earlier
        WHERE earlier.id < entry.id AND earlier.content_ids && entry.content_ids)
      FROM ingest_outbox entry WHERE entry.id = ? AND entry.attempt = ?
      """;

  public static final String CLAIM =
      """
      UPDATE ingest_outbox
      SET attempt = attempt + 1, due = clock_timestamp() + make_interval(secs => ?)
      WHERE id = (
        SELECT entry.id FROM ingest_outbox entry
        WHERE entry.due <= clock_timestamp() AND NOT EXISTS (
          SELECT FROM ingest_outbox earlier
          WHERE earlier.id < entry.id AND earlier.content_ids && entry.content_ids)
        ORDER BY entry.id LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id, attempt, request
      """;

  // A deletion that a crash undoes costs one more write of the same; no need to wait for the disk.
  public static final String DONE =
      """
      WITH relaxed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
      DELETE FROM ingest_outbox USING relaxed WHERE id = ? AND attempt = ?
      """;

  public static final String POSTPONE =
      """
      UPDATE ingest_outbox SET due = clock_timestamp() + make_interval(secs => ?)
      WHERE id = ? AND attempt = ?
      """;

  public static final String DEPTH =
      """
      SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(added_at)), 0)
      FROM ingest_outbox
      """;

  private final PostgresStore store;
  private final Duration longest;

  /**
   * @param store whose connections are used
   * @param longest how long a write may take whose caller has all the time in the world
   */
  public PostgresOutbox(PostgresStore store, Duration longest) {
    this.store = store;
    this.longest = longest;
  }

  /** A hold lasts longer than its holder writes, which nobody does past the caller's deadline. */
  private double leaseSeconds(Deadline caller) {
    Duration left = Duration.ofMillis(Math.max(0, caller.timeRemaining(TimeUnit.MILLISECONDS)));
    return seconds((left.compareTo(longest) < 0 ? left : longest).plus(GRACE));
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
    try (PreparedStatement lock = prepare(connection, LOCK, deadline);
        PreparedStatement add = prepare(connection, ADD, deadline)) {
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
        IS_FIRST,
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
        CLAIM,
        deadline,
        statement -> {
          statement.setDouble(1, seconds(longest.plus(GRACE)));
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
        DONE,
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
        POSTPONE,
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
        DEPTH,
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
