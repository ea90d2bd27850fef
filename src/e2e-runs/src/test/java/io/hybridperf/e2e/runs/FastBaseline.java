package io.hybridperf.e2e.runs;

import io.grpc.stub.StreamObserver;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StorageMode;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A coordinator that takes its time for one storage and twice as long for the other. */
final class FastBaseline extends HonestAnswers {
  private static final long MILLIS = 40;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final StorageMode slower;

  FastBaseline(StorageMode slower) {
    this.slower = slower;
  }

  @Override
  public void search(SearchRequest request, StreamObserver<SearchResponse> observer) {
    SearchResponse answer = answer(request);
    var _ =
        timer.schedule(
            () -> {
              observer.onNext(answer);
              observer.onCompleted();
            },
            request.getStorage() == slower ? 2 * MILLIS : MILLIS,
            TimeUnit.MILLISECONDS);
  }
}
