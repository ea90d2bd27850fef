package io.hybridperf.e2e.runs;

import io.grpc.stub.StreamObserver;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StorageMode;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * A coordinator with one server for each storage, which takes the same time for every search: it
 * holds that many a second and no more; what comes faster waits in its queue.
 */
final class BoundedAnswers extends HonestAnswers {
  private final ScheduledExecutorService servers =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final Map<StorageMode, Long> freeAt = new EnumMap<>(StorageMode.class);
  private final ToDoubleFunction<StorageMode> capacity;

  BoundedAnswers(double capacity) {
    this(_ -> capacity);
  }

  BoundedAnswers(ToDoubleFunction<StorageMode> capacity) {
    this.capacity = capacity;
  }

  @Override
  public void search(SearchRequest request, StreamObserver<SearchResponse> observer) {
    SearchResponse answer = answer(request);
    StorageMode storage = request.getStorage();
    long serviceNanos = (long) (1e9 / capacity.applyAsDouble(storage));
    long now = System.nanoTime();
    long done;
    synchronized (freeAt) {
      done = Math.max(freeAt.getOrDefault(storage, now), now) + serviceNanos;
      freeAt.put(storage, done);
    }
    var _ =
        servers.schedule(
            () -> {
              observer.onNext(answer);
              observer.onCompleted();
            },
            done - now,
            TimeUnit.NANOSECONDS);
  }
}
