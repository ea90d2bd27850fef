package simulations;

import io.grpc.stub.StreamObserver;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A coordinator with one server that takes the same time for every search: it holds that many a
 * second and no more; what comes faster waits in its queue.
 */
final class BoundedAnswers extends HonestAnswers {
  private final ScheduledExecutorService server =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final long serviceNanos;
  private long freeAt;

  BoundedAnswers(double capacity) {
    serviceNanos = (long) (1e9 / capacity);
  }

  @Override
  public void search(SearchRequest request, StreamObserver<SearchResponse> observer) {
    SearchResponse answer = answer(request);
    long now = System.nanoTime();
    long done;
    synchronized (this) {
      freeAt = Math.max(freeAt == 0 ? now : freeAt, now) + serviceNanos;
      done = freeAt;
    }
    var _ =
        server.schedule(
            () -> {
              observer.onNext(answer);
              observer.onCompleted();
            },
            done - now,
            TimeUnit.NANOSECONDS);
  }
}
