package io.hybridperf.e2e.runs;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StorageMode;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A coordinator that would look good to who does not look at what users get. */
final class Liar extends HonestAnswers {

  /** What it does to right answers. */
  enum Lie {
    /** To queries other films than the nearest, and nothing else that could be seen. */
    OTHER_FILMS,
    /** The same, whatever is asked. */
    OTHER_STORE,
    /** An empty message in most answers. */
    EMPTY_MESSAGES,
    /** Most calls are refused. */
    REFUSALS,
    /** The hits are those of the request before. */
    SWAPPED,
    /** Every film has the same genre. */
    CLAIMED,
    /** The baseline is the system itself. */
    SAME_SYSTEM
  }

  private static final long ONE_IN = 20;

  private final Lie lie;
  private final AtomicLong asked = new AtomicLong();
  private final AtomicReference<@Nullable SearchResponse> before = new AtomicReference<>();

  Liar(Lie lie) {
    this.lie = lie;
  }

  @Override
  protected SearchResponse answer(SearchRequest request) {
    boolean honest = asked.incrementAndGet() % ONE_IN == 0;
    return switch (lie) {
      case EMPTY_MESSAGES -> honest ? super.answer(request) : SearchResponse.getDefaultInstance();
      case OTHER_FILMS -> isQuery(request) ? otherFilms(request) : super.answer(request);
      case OTHER_STORE -> otherFilms(request);
      case SWAPPED -> isQuery(request) ? swapped(super.answer(request)) : super.answer(request);
      case CLAIMED -> claimed(super.answer(request));
      case SAME_SYSTEM ->
          super.answer(request.toBuilder().setStorage(StorageMode.STORAGE_HYBRID).build());
      case REFUSALS -> super.answer(request);
    };
  }

  /** Each with its own score and facts: only that there are nearer ones is wrong. */
  private SearchResponse otherFilms(SearchRequest request) {
    SearchResponse right = super.answer(request);
    SearchResponse.Builder answer = right.toBuilder().clearHits();
    if (request.getEmbeddingCount() == 0) {
      return right;
    }
    boolean nobody = request.getUserId().isEmpty();
    int first = (int) (asked.get() % DATA.films().size());
    IntStream.range(0, right.getHitsCount())
        .mapToObj(rank -> DATA.films().get((first + rank) % DATA.films().size()))
        .map(film -> {
          float score = trueScore(request, film.id());
          return hit(
              film, score, nobody ? score : 2 * score, !right.getHits(0).getTitle().isEmpty());
        })
        .sorted(Comparator.comparingDouble(Hit::getScore).reversed())
        .forEach(answer::addHits);
    return answer.build();
  }

  /** As if two calls had been mixed up on the way. */
  private SearchResponse swapped(SearchResponse right) {
    SearchResponse other = before.getAndSet(right);
    return other != null && other.getStrategy() == right.getStrategy()
        ? right.toBuilder().clearHits().addAllHits(other.getHitsList()).build()
        : right;
  }

  /** All films are alike. */
  private static SearchResponse claimed(SearchResponse right) {
    SearchResponse.Builder answer = right.toBuilder();
    for (Hit.Builder hit : answer.getHitsBuilderList()) {
      if (!hit.getTitle().isEmpty()) {
        hit.clearGenres().addGenres("Drama");
      }
    }
    return answer.build();
  }

  @Override
  public void search(SearchRequest request, StreamObserver<SearchResponse> observer) {
    if (lie == Lie.REFUSALS && asked.incrementAndGet() % ONE_IN != 0) {
      observer.onError(Status.RESOURCE_EXHAUSTED.asRuntimeException());
    } else {
      super.search(request, observer);
    }
  }
}
