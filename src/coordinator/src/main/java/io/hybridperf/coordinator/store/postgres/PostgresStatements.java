package io.hybridperf.coordinator.store.postgres;

/** Every statement that the coordinator runs on PostgreSQL, with JDBC's placeholders. */
public final class PostgresStatements {

  /** Reads one policy: tenant, user, context. */
  public static final String FIND_POLICY =
      """
      SELECT preferences::text, constraints::text FROM user_policies
      WHERE tenant_id = ? AND user_id = ? AND context = ?
      """;

  /**
   * Stores events, given as one array a column. One statement, so all or nothing; identities are
   * given out, and returned, in the order of the input.
   */
  public static final String INSERT_EVENTS =
      """
      INSERT INTO learning_events (tenant_id, user_id, content_id, event_type, reward, context)
      SELECT tenant_id, user_id, content_id, event_type, reward, jsonb_build_object('context', context)
      FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::float8[], ?::text[])
        WITH ORDINALITY AS event(tenant_id, user_id, content_id, event_type, reward, context, place)
      ORDER BY place
      RETURNING id
      """;

  /**
   * Locks policies, given as one array a key column, in one order everywhere so that writers do not
   * wait for each other in a circle.
   */
  public static final String LOCK_POLICIES =
      """
      SELECT p.tenant_id, p.user_id, p.context, p.preferences::text, p.constraints::text,
        p.learning_rate,
        (1000000 * greatest(
          extract(epoch FROM clock_timestamp()), extract(epoch FROM p.updated_at) + 0.000001))::bigint
      FROM unnest(?::text[], ?::text[], ?::text[]) AS taught(tenant_id, user_id, context)
      JOIN user_policies p USING (tenant_id, user_id, context)
      ORDER BY p.tenant_id, p.user_id, p.context
      FOR NO KEY UPDATE OF p
      """;

  /** Updates locked policies, given as one array a key column, and of preferences and versions. */
  public static final String UPDATE_POLICIES =
      """
      UPDATE user_policies p SET preferences = learned.preferences::jsonb,
        updated_at = timestamptz 'epoch' + learned.version * interval '1 microsecond'
      FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[])
        AS learned(tenant_id, user_id, context, preferences, version)
      WHERE p.tenant_id = learned.tenant_id AND p.user_id = learned.user_id
        AND p.context = learned.context
      """;

  // Any number with which nobody else's advisory locks in this database begin.
  private static final int LOCK_SPACE = 0x6f7574;

  /** Takes the advisory locks of some stripes of content ids, until the transaction ends. */
  public static final String OUTBOX_LOCK =
      "SELECT pg_advisory_xact_lock(" + LOCK_SPACE + ", stripe) FROM unnest(?::int[]) AS stripe";

  /**
   * Adds an entry: content ids, request, seconds of its lease, content ids once more. Whoever else
   * is visible came earlier; the statement does not see its own row.
   */
  public static final String OUTBOX_ADD =
      """
      INSERT INTO ingest_outbox (content_ids, request, due)
      VALUES (?, ?, clock_timestamp() + make_interval(secs => ?))
      RETURNING id, attempt,
        NOT EXISTS (SELECT FROM ingest_outbox earlier WHERE earlier.content_ids && ?)
      """;

  /** Whether an entry, by id and attempt, is the first of those that share content with it. */
  public static final String OUTBOX_IS_FIRST =
      """
      SELECT NOT EXISTS (
        SELECT FROM ingest_outbox earlier
        WHERE earlier.id < entry.id AND earlier.content_ids && entry.content_ids)
      FROM ingest_outbox entry WHERE entry.id = ? AND entry.attempt = ?
      """;

  /** Claims the earliest entry that is due and first, for some seconds. */
  public static final String OUTBOX_CLAIM =
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

  /**
   * Deletes an entry, by id and attempt, without waiting for the disk: a deletion that a crash
   * undoes costs one more write of the same content.
   */
  public static final String OUTBOX_DONE =
      """
      WITH relaxed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
      DELETE FROM ingest_outbox USING relaxed WHERE id = ? AND attempt = ?
      """;

  /** Makes an entry, by id and attempt, due after some seconds. */
  public static final String OUTBOX_POSTPONE =
      """
      UPDATE ingest_outbox SET due = clock_timestamp() + make_interval(secs => ?)
      WHERE id = ? AND attempt = ?
      """;

  /** How many entries there are, and the age of the oldest in seconds. */
  public static final String OUTBOX_DEPTH =
      """
      SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(added_at)), 0)
      FROM ingest_outbox
      """;

  private PostgresStatements() {}
}
