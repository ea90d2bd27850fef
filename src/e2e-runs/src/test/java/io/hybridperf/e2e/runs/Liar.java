package io.hybridperf.e2e.runs;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StorageMode;
import java.util.concurrent.atomic.AtomicLong;

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
    /** The baseline is the system itself. */
    SAME_SYSTEM
  }

  private static final long ONE_IN = 20;

  private final Lie lie;
  private final AtomicLong asked = new AtomicLong();

  Liar(Lie lie) {
    this.lie = lie;
  }

  @Override
  protected SearchResponse answer(SearchRequest request) {
    boolean honest = asked.incrementAndGet() % ONE_IN == 0;
    return switch (lie) {
      case EMPTY_MESSAGES -> honest ? super.answer(request) : SearchResponse.getDefaultInstance();
      case OTHER_FILMS ->
          isQuery(request) ? otherFilms(super.answer(request)) : super.answer(request);
      case OTHER_STORE -> otherFilms(super.answer(request));
      case SAME_SYSTEM ->
          super.answer(request.toBuilder().setStorage(StorageMode.STORAGE_HYBRID).build());
      case REFUSALS -> super.answer(request);
    };
  }

  private SearchResponse otherFilms(SearchResponse right) {
    SearchResponse.Builder answer = right.toBuilder();
    int first = (int) (asked.get() % DATA.films().size());
    for (int rank = 0; rank < right.getHitsCount(); rank++) {
      Hit hit = right.getHits(rank);
      var film = DATA.films().get((first + rank) % DATA.films().size());
      answer.setHits(
          rank,
          hit.toBuilder()
              .setContentId(film.id())
              .setTitle(hit.getTitle().isEmpty() ? "" : film.title()));
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
