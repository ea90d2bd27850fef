package io.hybridperf.coordinator.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Deadline;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.coordinator.RealNeo4j;
import io.hybridperf.coordinator.RealPostgres;
import io.hybridperf.coordinator.RealStores;
import io.hybridperf.coordinator.store.Outbox;
import io.hybridperf.coordinator.store.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The outbox on a real PostgreSQL. */
@ExtendWith(RealStores.class)
class PostgresOutboxTest {
  private static final Duration LEASE = Duration.ofMinutes(10);

  private static RealPostgres server;
  private static PostgresStore store;

  private final PostgresOutbox outbox = new PostgresOutbox(store, LEASE);

  @BeforeAll
  static void start(RealPostgres postgres) throws Exception {
    server = postgres;
    server.empty();
    store = new PostgresStore(server.config(8), RealNeo4j.BREAKER);
  }

  @AfterAll
  static void stop() throws Exception {
    store.close();
  }

  @AfterEach
  void empty() throws Exception {
    server.execute("TRUNCATE ingest_outbox");
  }

  private static Deadline soon() {
    return Deadline.after(30, TimeUnit.SECONDS);
  }

  private static IngestRequest items(long... ids) {
    IngestRequest.Builder request = IngestRequest.newBuilder();
    for (long id : ids) {
      request.addItems(Content.newBuilder().setContentId(id).setTitle("Title " + id));
    }
    return request.build();
  }

  private void letGoOf(Outbox.Entry entry) throws StoreException {
    outbox.postpone(entry, Duration.ZERO, soon());
  }

  @Test
  void whatIsHeldIsNobodyElses() throws Exception {
    outbox.add(items(1), soon());

    assertThat(outbox.claim(soon())).isEmpty();
    assertThat(outbox.depth(soon()).entries()).isOne();
  }

  @Test
  void whatWasLetGoIsClaimedAsItWas() throws Exception {
    Outbox.Entry added = outbox.add(items(1, 2), soon());
    letGoOf(added);

    Outbox.Entry claimed = outbox.claim(soon()).orElseThrow();

    assertThat(claimed.id()).isEqualTo(added.id());
    assertThat(claimed.request()).isEqualTo(items(1, 2));
    assertThat(claimed.attempt()).isEqualTo(added.attempt() + 1);
    assertThat(outbox.claim(soon())).isEmpty();
    outbox.done(claimed, soon());
    assertThat(outbox.depth(soon())).isEqualTo(new Outbox.Depth(0, Duration.ZERO));
  }

  @Test
  void aHoldEndsWithItsLease() throws Exception {
    PostgresOutbox brief = new PostgresOutbox(store, Duration.ofMillis(1));
    Outbox.Entry added = brief.add(items(1), soon());

    Optional<Outbox.Entry> claimed = Optional.empty();
    while (claimed.isEmpty()) {
      claimed = outbox.claim(soon());
    }

    assertThat(claimed.get().id()).isEqualTo(added.id());
  }

  @Test
  void nobodyHoldsAnEntryForMuchLongerThanItsCallerWaits() throws Exception {
    PostgresOutbox patient = new PostgresOutbox(store, Duration.ofDays(1));
    Outbox.Entry added = patient.add(items(1), Deadline.after(5, TimeUnit.SECONDS));
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT extract(epoch FROM due - added_at) FROM ingest_outbox WHERE id = "
                    + added.id())) {
      assertThat(row.next()).isTrue();
      assertThat(row.getDouble(1)).isBetween(1.0, 6.5);
    }
  }

  @Test
  void whoHasLostItsHoldCanNeitherEndNorPostpone() throws Exception {
    Outbox.Entry late = outbox.add(items(1), soon());
    letGoOf(late);
    Outbox.Entry claimed = outbox.claim(soon()).orElseThrow();

    outbox.done(late, soon());
    letGoOf(late);

    assertThat(outbox.depth(soon()).entries()).isOne();
    assertThat(outbox.claim(soon())).isEmpty();
    outbox.done(claimed, soon());
    assertThat(outbox.depth(soon()).entries()).isZero();
  }

  @Test
  void whatSharesContentIsWrittenInOrder() throws Exception {
    Outbox.Entry first = outbox.add(items(1, 2), soon());
    Outbox.Entry second = outbox.add(items(2, 3), soon());
    Outbox.Entry apart = outbox.add(items(4), soon());

    assertThat(first.first()).isTrue();
    assertThat(second.first()).isFalse();
    assertThat(apart.first()).isTrue();
    letGoOf(second);
    assertThat(outbox.claim(soon())).isEmpty();
    assertThat(outbox.isFirst(second, soon())).isFalse();

    outbox.done(first, soon());

    assertThat(outbox.isFirst(second, soon())).isTrue();
    assertThat(outbox.claim(soon()).orElseThrow().id()).isEqualTo(second.id());
  }

  @Test
  void writersOfTheSameContentAtTheSameTimeAgreeOnTheirOrder() throws Exception {
    List<Outbox.Entry> entries = new ArrayList<>();
    try (ExecutorService writers = Executors.newFixedThreadPool(8)) {
      List<Future<Outbox.Entry>> adding = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int other = i;
        adding.add(
            writers.submit(() ->
                outbox.add(
                    other % 2 == 0 ? items(7, 100 + other) : items(100 + other, 7), soon())));
      }
      for (Future<Outbox.Entry> added : adding) {
        entries.add(added.get(60, TimeUnit.SECONDS));
      }
    }

    assertThat(entries.stream().filter(Outbox.Entry::first)).hasSize(1);
    long lowest = entries.stream().mapToLong(Outbox.Entry::id).min().orElseThrow();
    assertThat(entries.stream().filter(Outbox.Entry::first).findFirst().orElseThrow().id())
        .isEqualTo(lowest);
  }

  @Test
  void thePauseIsKept() throws Exception {
    Outbox.Entry added = outbox.add(items(1), soon());
    outbox.postpone(added, Duration.ofMinutes(5), soon());

    assertThat(outbox.claim(soon())).isEmpty();
  }
}
