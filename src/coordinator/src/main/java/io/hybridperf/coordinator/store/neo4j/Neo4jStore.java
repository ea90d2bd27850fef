package io.hybridperf.coordinator.store.neo4j;

import io.grpc.Deadline;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.Related;
import io.hybridperf.coordinator.config.BreakerConfig;
import io.hybridperf.coordinator.config.Neo4jConfig;
import io.hybridperf.coordinator.config.SettingException;
import io.hybridperf.coordinator.store.GraphFacts;
import io.hybridperf.coordinator.store.GraphStore;
import io.hybridperf.coordinator.store.RelatedScope;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.store.guard.Access;
import io.hybridperf.coordinator.store.guard.StoreGuard;
import io.hybridperf.coordinator.store.guard.TimeLimiter;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.AuthToken;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Config;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.NotificationSeverity;
import org.neo4j.driver.Query;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.TransactionCallback;
import org.neo4j.driver.TransactionConfig;
import org.neo4j.driver.TransactionContext;
import org.neo4j.driver.Value;
import org.neo4j.driver.async.AsyncSession;
import org.neo4j.driver.async.ResultCursor;
import org.neo4j.driver.exceptions.Neo4jException;

/** Neo4j through its driver. Reads are single auto-commit queries: one round trip each. */
public final class Neo4jStore implements GraphStore {

  static final String NAME = "the graph store";
  // Everything in the first answer: no second round trip for a long list.
  private static final long ALL_ROWS = -1;
  private static final long GRACE_MILLIS = 10;

  private final ReconnectingDriver driver;
  private final StoreGuard guard;
  private final SessionConfig reading;
  private final SessionConfig writing;
  private final boolean embeddings;

  /**
   * Opens the pool. Neo4j need not be there yet.
   *
   * @throws SettingException if the address is malformed
   */
  public Neo4jStore(Neo4jConfig config, BreakerConfig breaker) {
    this.guard =
        new StoreGuard(
            NAME, config.connections(), config.timeouts(), breaker, Neo4jStore::isAnswer);
    SessionConfig.Builder session =
        SessionConfig.builder().withDatabase(config.database()).withFetchSize(ALL_ROWS);
    this.reading = session.withDefaultAccessMode(AccessMode.READ).build();
    this.writing = session.withDefaultAccessMode(AccessMode.WRITE).build();
    this.driver = new ReconnectingDriver(() -> connect(config));
    this.embeddings = config.embeddings();
  }

  /**
   * Opens a driver as the store does.
   *
   * @throws SettingException if the address is malformed
   */
  public static Driver connect(Neo4jConfig config) {
    AuthToken auth =
        config.user().isEmpty()
            ? AuthTokens.none()
            : AuthTokens.basic(config.user(), config.password().value());
    try {
      return GraphDatabase.driver(config.uri(), auth, driverConfig(config));
    } catch (IllegalArgumentException | Neo4jException e) {
      throw new SettingException(
          "coordinator.neo4j.uri = %s cannot be used: %s".formatted(config.uri(), e.getMessage()));
    }
  }

  private static Config driverConfig(Neo4jConfig config) {
    return Config.builder()
        .withMaxConnectionPoolSize(config.connections())
        // Whoever has less time stops waiting earlier.
        .withConnectionAcquisitionTimeout(
            config.timeouts().write().toMillis(), TimeUnit.MILLISECONDS)
        .withConnectionTimeout(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
        // Only writes are repeated.
        .withMaxTransactionRetryTime(config.timeouts().write().toMillis(), TimeUnit.MILLISECONDS)
        .withEventLoopThreads(1)
        .withMinimumNotificationSeverity(NotificationSeverity.OFF)
        .withTelemetryDisabled(true)
        .withUserAgent("hybrid-perf-coordinator")
        .build();
  }

  @Override
  public Map<Long, GraphFacts> facts(
      Collection<Long> contentIds, RelatedScope scope, Deadline deadline) throws StoreException {
    if (contentIds.isEmpty()) {
      return Map.of();
    }
    List<Record> rows = read(Neo4jStatements.facts(contentIds, scope), deadline);
    Map<Long, GraphFacts> facts = HashMap.newHashMap(rows.size());
    for (Record row : rows) {
      Hit hit = hit(row);
      facts.put(hit.getContentId(), new GraphFacts(hit));
    }
    return facts;
  }

  private static Hit hit(Record row) {
    Hit.Builder hit = Hit.newBuilder().setContentId(row.get(0).asLong());
    describe(hit, row::get, 1);
    return hit.build();
  }

  /** Reads title, genres, themes, moods, contexts and related contents, in this order. */
  static void describe(Hit.Builder hit, IntFunction<Value> columns, int first) {
    Value title = columns.apply(first);
    if (!title.isNull()) {
      hit.setTitle(title.asString());
    }
    names(columns.apply(first + 1), hit::addGenres);
    names(columns.apply(first + 2), hit::addThemes);
    names(columns.apply(first + 3), hit::addMoods);
    names(columns.apply(first + 4), hit::addCulturalContexts);
    for (Value related : columns.apply(first + 5).values()) {
      hit.addRelated(
          Related.newBuilder()
              .setContentId(related.get(0).asLong())
              .setDistance(related.get(1).asInt())
              .setStrength(related.get(2).asDouble()));
    }
  }

  private static void names(Value list, Consumer<String> add) {
    list.asList(Value::asString).stream().sorted().distinct().forEach(add);
  }

  @Override
  public List<Scored> similar(Around around, int limit, Deadline deadline) throws StoreException {
    return scored(read(Neo4jStatements.similar(around, limit), deadline));
  }

  private static List<Scored> scored(List<Record> rows) {
    return rows.stream()
        .map(row -> new Scored(row.get(0).asLong(), row.get(1).asDouble()))
        .toList();
  }

  @Override
  public List<Scored> titled(Titled titled, int limit, Deadline deadline) throws StoreException {
    return scored(read(Neo4jStatements.titled(titled, limit), deadline));
  }

  @Override
  public Set<Long> unknown(Collection<Long> contentIds, Deadline deadline) throws StoreException {
    if (contentIds.isEmpty()) {
      return Set.of();
    }
    // A part of a write: without it there is none.
    return Set.copyOf(
        read(Access.WRITE, Neo4jStatements.unknown(contentIds), deadline).stream()
            .map(row -> row.get(0).asLong())
            .toList());
  }

  @Override
  public Set<Long> replace(List<Content> contents, Deadline deadline) throws StoreException {
    return write(
        transaction -> new GraphWriter(contents, embeddings).replace(transaction), deadline);
  }

  <T> T write(TransactionCallback<T> work, Deadline requested) throws StoreException {
    return call(
        Access.WRITE,
        requested,
        (used, deadline) -> {
          CompletableFuture<T> written =
              CompletableFuture.supplyAsync(
                  () -> {
                    try (Session session = used.session(writing)) {
                      return session.executeWrite(
                          transaction -> inTime(work, transaction, deadline), limit(deadline));
                    }
                  },
                  task -> Thread.ofVirtual().start(task));
          return new Started<>(written, written);
        });
  }

  /**
   * The driver repeats a transaction that fails for a transient reason. Past the deadline none is
   * begun or committed: its caller was told that it failed, and it might overwrite a later write.
   */
  private static <T> T inTime(
      TransactionCallback<T> work, TransactionContext transaction, Deadline deadline) {
    refuseAfter(deadline);
    T result = work.execute(transaction);
    refuseAfter(deadline);
    return result;
  }

  private static void refuseAfter(Deadline deadline) {
    if (deadline.isExpired()) {
      throw new IllegalStateException("out of time before the commit");
    }
  }

  @Override
  public void check(Deadline deadline) throws StoreException {
    read(new Query("RETURN 1"), deadline);
  }

  /** Its circuit breaker and bulkhead. */
  public StoreGuard guard() {
    return guard;
  }

  @Override
  public void close() {
    driver.close();
  }

  List<Record> read(Query query, Deadline requested) throws StoreException {
    return read(Access.READ, query, requested);
  }

  List<Record> read(Access access, Query query, Deadline requested) throws StoreException {
    return call(
        access,
        requested,
        (used, deadline) -> {
          AsyncSession session = used.session(AsyncSession.class, reading);
          CompletionStage<List<Record>> rows =
              session.runAsync(query, limit(deadline)).thenCompose(ResultCursor::listAsync);
          return new Started<>(
              rows,
              rows.handle((read, failure) -> session.closeAsync()).thenCompose(close -> close));
        });
  }

  /**
   * An operation in flight.
   *
   * @param result its outcome
   * @param released completes when it has let go of its connection
   */
  private record Started<T>(CompletionStage<T> result, CompletionStage<?> released) {}

  private <T> T call(
      Access access, Deadline requested, BiFunction<Driver, Deadline, Started<T>> operation)
      throws StoreException {
    return guard.call(
        access,
        requested,
        deadline -> {
          Driver used = driver.current();
          Started<T> started;
          try {
            started = operation.apply(used, deadline);
          } catch (RuntimeException e) {
            guard.release();
            throw StoreException.unavailable(NAME, e);
          }
          // The permit is free when the connection is, not when the caller stops waiting.
          var _ = started.released().whenComplete((ignored, failure) -> guard.release());
          try {
            return TimeLimiter.await(NAME, deadline, started.result());
          } catch (StoreException e) {
            driver.abandoned(used, started.released());
            throw e;
          }
        });
  }

  /** An error that names what is wrong with the query comes from a server that is well. */
  private static boolean isAnswer(Throwable failure) {
    return StoreGuard.isCausedBy(
        failure,
        cause ->
            cause instanceof Neo4jException error && error.code().startsWith("Neo.ClientError."));
  }

  private static TransactionConfig limit(Deadline deadline) {
    // Later than our own wait, so that it is always the wait that says the time is up.
    long millis = Math.max(0, deadline.timeRemaining(TimeUnit.MILLISECONDS)) + GRACE_MILLIS;
    return TransactionConfig.builder().withTimeout(Duration.ofMillis(millis)).build();
  }
}
