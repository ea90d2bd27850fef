package io.hybridperf.e2e.runs;

import io.grpc.stub.StreamObserver;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.Strategy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A coordinator that takes the same time for every answer, or lies in all ways that an audit looks
 * for: it keeps answers though caches are bypassed, is prepared for the shipped queries, and some
 * of its answers have hits, scores, flags and times that cannot be.
 */
final class Impostor extends HonestAnswers {
  private static final long USUAL_MILLIS = 40;
  private static final long PREPARED_MILLIS = 20;
  private static final long KEPT_MILLIS = 10;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final boolean lies;
  private final Set<SearchRequest> kept = ConcurrentHashMap.newKeySet();
  private final AtomicLong asked = new AtomicLong();

  Impostor(boolean lies) {
    this.lies = lies;
  }

  @Override
  public void search(SearchRequest request, StreamObserver<SearchResponse> observer) {
    long start = System.nanoTime();
    SearchResponse answer = lies ? lie(request, answer(request)) : answer(request);
    long millis =
        !lies
            ? USUAL_MILLIS
            : isQuery(request) ? PREPARED_MILLIS : kept.add(request) ? USUAL_MILLIS : KEPT_MILLIS;
    var _ =
        timer.schedule(
            () -> {
              observer.onNext(answer);
              observer.onCompleted();
            },
            start + TimeUnit.MILLISECONDS.toNanos(millis) - System.nanoTime(),
            TimeUnit.NANOSECONDS);
  }

  private SearchResponse lie(SearchRequest request, SearchResponse right) {
    if (request.getUserId().isEmpty() && !isQuery(request)) {
      // Not the nearest, with scores that are theirs.
      right = answer(request.toBuilder().setK(2 * right.getHitsCount()).build());
      right =
          right.toBuilder()
              .clearHits()
              .addAllHits(
                  right.getHitsList().subList(right.getHitsCount() / 2, right.getHitsCount()))
              .build();
    }
    List<Hit> hits = right.getHitsList();
    SearchResponse.Builder answer = right.toBuilder();
    if (hits.size() < 2) {
      return right;
    }
    switch ((int) (asked.incrementAndGet() % 16)) {
      case 1 -> answer.removeHits(hits.size() - 1);
      case 2 -> answer.setHits(1, hits.get(0));
      case 3 -> answer.setHits(0, hits.getLast()).setHits(hits.size() - 1, hits.getFirst());
      case 4 -> answer.getHitsBuilderList().forEach(hit -> hit.setScore(0.8 * hit.getScore()));
      case 5 -> answer.getStageMicrosBuilder().setTotal(TimeUnit.SECONDS.toMicros(30));
      case 6 -> answer.addDegraded(Stage.STAGE_VECTOR);
      case 7 -> answer.setCacheHit(true);
      case 8 -> answer.setStrategy(Strategy.STRATEGY_HYBRID_PARALLEL);
      default -> {}
    }
    return answer.build();
  }
}
