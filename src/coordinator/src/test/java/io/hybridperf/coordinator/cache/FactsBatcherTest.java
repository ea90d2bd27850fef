package io.hybridperf.coordinator.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Deadline;
import io.hybridperf.api.v1.Content;
import io.hybridperf.coordinator.store.GraphFacts;
import io.hybridperf.coordinator.store.GraphStore;
import io.hybridperf.coordinator.store.RelatedScope;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.store.guard.TimeLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FactsBatcherTest {
  private static final RelatedScope NEAR = new RelatedScope(1, 10);
  private static final Duration LONG = Duration.ofMinutes(2);

  private final Held store = new Held();
  private final FactsBatcher shared = new FactsBatcher(store, LONG, LONG);

  /** A query that waits until it is told what to answer. */
  private record Asked(Collection<Long> ids, CompletableFuture<Map<Long, GraphFacts>> answer) {
    void answerAll() {
      Map<Long, GraphFacts> facts = new HashMap<>();
      ids.forEach(id -> facts.put(id, GraphFacts.unknown(id)));
      answer.complete(facts);
    }

    void fail() {
      answer.completeExceptionally(
          new StoreException(StoreException.Reason.UNAVAILABLE, "it is down"));
    }
  }

  private static final class Held implements GraphStore {
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

    @Override
    public Map<Long, GraphFacts> facts(
        Collection<Long> contentIds, RelatedScope scope, Deadline deadline) throws StoreException {
      Asked query = new Asked(contentIds, new CompletableFuture<>());
      asked.add(query);
      return TimeLimiter.await("the store", deadline, query.answer());
    }

    Asked next() throws InterruptedException {
      Asked query = asked.poll(LONG.toSeconds(), TimeUnit.SECONDS);
      assertThat(query).as("a query").isNotNull();
      return query;
    }

    @Override
    public List<Scored> similar(Around around, int limit, Deadline deadline) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Scored> titled(Titled titled, int limit, Deadline deadline) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Set<Long> unknown(Collection<Long> contentIds, Deadline deadline) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Set<Long> replace(List<Content> contents, Deadline deadline) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void check(Deadline deadline) {}

    @Override
    public void close() {}
  }

  private static Deadline soon() {
    return Deadline.after(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  private CompletableFuture<Set<Long>> ask(long... ids) {
    return ask(shared, NEAR, soon(), ids);
  }

  private static CompletableFuture<Set<Long>> ask(
      FactsBatcher shared, RelatedScope scope, Deadline deadline, long... ids) {
    List<Long> wanted = LongStream.of(ids).boxed().toList();
    CompletableFuture<Set<Long>> found = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            Set<Long> known = new HashSet<>(shared.facts(wanted, scope, deadline).keySet());
            known.retainAll(wanted);
            found.complete(known);
          } catch (StoreException | RuntimeException e) {
            found.completeExceptionally(e);
          }
        });
    return found;
  }

  private static Set<Long> get(CompletableFuture<Set<Long>> found) throws Exception {
    return found.get(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  /** Two that are under way, so that whoever comes next has to gather. */
  private List<Asked> underWay() throws InterruptedException {
    var _ = ask(1);
    Asked first = store.next();
    var _ = ask(2);
    return List.of(first, store.next());
  }

  private void whenCallersAre(long callers) throws InterruptedException {
    while (shared.callers() < callers) {
      Thread.sleep(1);
    }
    // Counted first, joined next; nothing in these tests depends on who made it.
    Thread.sleep(20);
  }

  @Test
  void whoComesWhileNothingMuchIsUnderWayIsNotMadeToWait() throws Exception {
    List<Asked> alone = underWay();

    assertThat(alone.get(0).ids()).containsExactly(1L);
    assertThat(alone.get(1).ids()).containsExactly(2L);
    assertThat(shared.queries()).isEqualTo(2);
    alone.forEach(Asked::answerAll);
  }

  @Test
  void whoComesMeanwhileGoesOutTogetherWhenOneEnds() throws Exception {
    List<Asked> alone = underWay();
    List<CompletableFuture<Set<Long>>> others = new ArrayList<>();
    for (long id = 10; id < 20; id++) {
      others.add(ask(id, id + 1));
    }
    whenCallersAre(12);
    assertThat(store.asked).isEmpty();

    alone.getFirst().answerAll();

    Set<Long> asked = new HashSet<>();
    while (!others.stream().allMatch(CompletableFuture::isDone)) {
      Asked together = store.asked.poll(1, TimeUnit.MILLISECONDS);
      if (together != null) {
        asked.addAll(together.ids());
        together.answerAll();
      }
    }
    for (int i = 0; i < others.size(); i++) {
      assertThat(get(others.get(i))).containsExactlyInAnyOrder(10L + i, 11L + i);
    }
    assertThat(asked)
        .containsExactlyInAnyOrderElementsOf(LongStream.range(10, 21).boxed().toList());
    // Whoever was slow to join has a second.
    assertThat(shared.queries()).isBetween(3L, 5L);
    alone.getLast().answerAll();
  }

  @Test
  void nobodyJoinsAQueryThatWasSent() throws Exception {
    List<Asked> alone = underWay();
    var _ = ask(10);
    whenCallersAre(3);
    alone.getFirst().answerAll();
    Asked sent = store.next();

    CompletableFuture<Set<Long>> late = ask(11);
    whenCallersAre(4);
    sent.answerAll();

    Asked next = store.next();
    assertThat(sent.ids()).containsExactly(10L);
    assertThat(next.ids()).containsExactly(11L);
    next.answerAll();
    assertThat(get(late)).containsExactly(11L);
    alone.getLast().answerAll();
  }

  @Test
  void oneCallersDeadlineIsNobodyElses() throws Exception {
    List<Asked> alone = underWay();
    // The first to come sends for all, and has the least time.
    CompletableFuture<Set<Long>> hasty =
        ask(shared, NEAR, Deadline.after(200, TimeUnit.MILLISECONDS), 10);
    whenCallersAre(3);
    CompletableFuture<Set<Long>> patient = ask(11);

    ExecutionException late =
        catchThrowableOfType(
            ExecutionException.class, () -> hasty.get(LONG.toSeconds(), TimeUnit.SECONDS));
    assertThat(late.getCause())
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.TIMEOUT));
    assertThat(patient).isNotDone();
    alone.getFirst().answerAll(); // For a patient one who came too late to be sent with the hasty.
    while (!patient.isDone()) {
      Asked query = store.asked.poll(1, TimeUnit.MILLISECONDS);
      if (query != null) {
        query.answerAll();
      }
    }
    assertThat(get(patient)).containsExactly(11L);
    alone.forEach(Asked::answerAll);
  }

  @Test
  void aFailureIsThatOfThoseWhoSharedTheQueryAndOfNobodyElse() throws Exception {
    List<Asked> alone = underWay();
    CompletableFuture<Set<Long>> one = ask(10);
    CompletableFuture<Set<Long>> other = ask(11);
    whenCallersAre(4);
    alone.getFirst().answerAll();
    while (!(one.isDone() && other.isDone())) {
      Asked query = store.asked.poll(1, TimeUnit.MILLISECONDS);
      if (query != null) {
        query.fail();
      }
    }

    for (CompletableFuture<Set<Long>> failed : List.of(one, other)) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> get(failed))
          .withCauseInstanceOf(StoreException.class)
          .withMessageContaining("it is down");
    }
    CompletableFuture<Set<Long>> next = ask(12);
    store.next().answerAll();
    assertThat(get(next)).containsExactly(12L);
    alone.getLast().answerAll();
  }

  @Test
  void whileTheStoreHangsNobodyWaitsForLongerThanAMoment() throws Exception {
    FactsBatcher impatient = new FactsBatcher(store, LONG, Duration.ofMillis(1));
    for (long id = 1; id <= 2; id++) {
      var _ = ask(impatient, NEAR, soon(), id);
      store.next(); // Never answered.
    }

    CompletableFuture<Set<Long>> third = ask(impatient, NEAR, soon(), 3);
    store.next().answerAll();

    assertThat(get(third)).containsExactly(3L);
  }

  @Test
  void aQueryHoldsABoundedNumberOfContents() throws Exception {
    List<Asked> alone = underWay();
    List<CompletableFuture<Set<Long>>> many = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      many.add(ask(LongStream.range(100L * i, 100L * i + 20).toArray()));
    }
    whenCallersAre(42);
    alone.getFirst().answerAll();
    while (!many.stream().allMatch(CompletableFuture::isDone)) {
      Asked query = store.asked.poll(1, TimeUnit.MILLISECONDS);
      if (query != null) {
        assertThat(query.ids()).hasSizeLessThanOrEqualTo(256);
        query.answerAll();
      }
    }
    for (CompletableFuture<Set<Long>> found : many) {
      assertThat(get(found)).hasSize(20);
    }
    alone.getLast().answerAll();
  }

  @Test
  void scopesAreApartAndFarOnesAreNotShared() throws Exception {
    List<Asked> alone = underWay();
    CompletableFuture<Set<Long>> far = ask(shared, new RelatedScope(2, 10), soon(), 10);
    store.next().answerAll();
    CompletableFuture<Set<Long>> none = ask(shared, RelatedScope.NONE, soon(), 11);
    store.next().answerAll();

    assertThat(get(far)).containsExactly(10L);
    assertThat(get(none)).containsExactly(11L);
    alone.forEach(Asked::answerAll);
  }
}
