package io.hybridperf.suite.answers;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.HybridCoordinatorGrpc.HybridCoordinatorBlockingStub;
import io.hybridperf.api.v1.SearchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is not there of what was acknowledged.
 *
 * @param missing ids that an answer did not show, though asked for more than once
 * @param unanswered how many could not be looked for, since no answer came
 */
record LostWrites(List<Long> missing, long unanswered) {
  static final LostWrites NONE = new LostWrites(List.of(), 0);

  /** Of missing ids, kept for reports. */
  static final int MOST_EXAMPLES = 100;

  private static final int AT_ONCE = 16;
  private static final int LOOKS = 3;
  private static final long BETWEEN_LOOKS_MILLIS = 1_000;
  private static final long DEADLINE_SECONDS = 5;
  // A target that is gone is not asked for each of a hundred thousand.
  private static final int MOST_UNANSWERED = 50;

  private enum Look {
    THERE,
    MISSING,
    UNANSWERED
  }

  /**
   * Looks for every one of them.
   *
   * @param writes what was acknowledged
   * @param visibleFromNanos when the last of them must be visible, on {@link System#nanoTime()};
   *     waited for
   * @param channel to the target
   */
  static LostWrites among(List<Write> writes, long visibleFromNanos, Channel channel) {
    HybridCoordinatorBlockingStub coordinator = HybridCoordinatorGrpc.newBlockingStub(channel);
    List<Long> missing = new ArrayList<>();
    LongAdder unanswered = new LongAdder();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      TimeUnit.NANOSECONDS.sleep(visibleFromNanos - System.nanoTime());
      List<Future<Look>> looks = new ArrayList<>();
      for (Write write : writes) {
        looks.add(
            threads.submit(() -> {
              Look look =
                  unanswered.sum() < MOST_UNANSWERED ? look(write, coordinator) : Look.UNANSWERED;
              if (look == Look.UNANSWERED) {
                unanswered.increment();
              }
              return look;
            }));
      }
      for (int i = 0; i < looks.size(); i++) {
        if (looks.get(i).get() == Look.MISSING) {
          missing.add(writes.get(i).id());
        }
      }
      return new LostWrites(List.copyOf(missing), unanswered.sum());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new LostWrites(List.copyOf(missing), writes.size() - missing.size());
    } catch (ExecutionException e) {
      throw new IllegalStateException("looking for writes", e.getCause());
    }
  }

  private static Look look(Write write, HybridCoordinatorBlockingStub coordinator)
      throws InterruptedException {
    Look look = Look.UNANSWERED;
    for (int i = 0; i < LOOKS && look != Look.THERE; i++) {
      if (i > 0) {
        Thread.sleep(BETWEEN_LOOKS_MILLIS);
      }
      look = once(write, coordinator);
    }
    return look;
  }

  private static Look once(Write write, HybridCoordinatorBlockingStub coordinator) {
    try {
      SearchResponse answer =
          coordinator
              .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
              .search(write.lookingForIt());
      return write.isShownBy(answer) ? Look.THERE : Look.MISSING;
    } catch (StatusRuntimeException e) {
      return Look.UNANSWERED;
    }
  }
}
