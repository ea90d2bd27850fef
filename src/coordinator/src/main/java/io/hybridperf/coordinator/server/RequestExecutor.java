package io.hybridperf.coordinator.server;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.coordinator.metrics.CoordinatorMetrics;
import io.hybridperf.coordinator.metrics.CoordinatorMetrics.Call;
import io.hybridperf.coordinator.request.InvalidRequestException;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.tracing.RequestTrace;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes requests: off the network's thread, no more at a time than the concurrency limit lets
 * in, each answered exactly once, counted and timed.
 */
public final class RequestExecutor {

  private static final Logger LOG = LoggerFactory.getLogger(RequestExecutor.class);

  private final AdaptiveConcurrencyLimit limit;
  private final LoadShedding loadShedding;
  private final CoordinatorMetrics metrics;
  private final long defaultDeadlineNanos;

  /**
   * @param limit how many requests may be in work
   * @param retryAfter what rejected callers are told to wait
   * @param metrics where requests are counted
   * @param defaultDeadline for requests without one
   */
  public RequestExecutor(
      AdaptiveConcurrencyLimit limit,
      Duration retryAfter,
      CoordinatorMetrics metrics,
      Duration defaultDeadline) {
    this.limit = limit;
    this.loadShedding = new LoadShedding(retryAfter);
    this.metrics = metrics;
    this.defaultDeadlineNanos = defaultDeadline.toNanos();
  }

  /** Takes a request; its deadline is that of the current gRPC context. */
  <T extends Message> Execution<T> begin(Call call, long arrivalNanos, StreamObserver<T> out) {
    return new Execution<>(call, arrivalNanos, out);
  }

  /** What answers a request. It may block. */
  interface Work<T> {
    T run() throws InvalidRequestException, StoreException;
  }

  /** One call's answer, given exactly once. */
  final class Execution<T extends Message> {

    private final Call call;
    private final long arrivalNanos;
    private final ServerCallStreamObserver<T> out;
    private final Deadline deadline;
    private final RequestTrace trace = RequestTrace.current();
    private Strategy strategy = Strategy.STRATEGY_UNSPECIFIED;

    private Execution(Call call, long arrivalNanos, StreamObserver<T> out) {
      this.call = call;
      this.arrivalNanos = arrivalNanos;
      this.out = (ServerCallStreamObserver<T>) out;
      Deadline asked = Context.current().getDeadline();
      this.deadline =
          asked == null ? Deadline.after(defaultDeadlineNanos, TimeUnit.NANOSECONDS) : asked;
    }

    Deadline deadline() {
      return deadline;
    }

    RequestTrace trace() {
      return trace;
    }

    /** How it is answered, for the metrics. */
    void strategy(Strategy used) {
      strategy = used;
      trace.strategy(used.name());
    }

    /** Answers on a virtual thread, unless there is too much in work already. */
    void run(Work<T> work) {
      if (!limit.tryAcquire(arrivalNanos)) {
        metrics.shed(call);
        fail(loadShedding.rejection());
        return;
      }
      Thread.ofVirtual()
          .start(() -> {
            limit.started(System.nanoTime() - arrivalNanos);
            try {
              answer(work);
            } finally {
              limit.release();
            }
          });
    }

    private void answer(Work<T> work) {
      T answer;
      try {
        answer = work.run();
      } catch (InvalidRequestException e) {
        fail(e);
        return;
      } catch (StoreException e) {
        // A store that is too slow for its own timeout is unavailable: the request still had time.
        Status status = deadline.isExpired() ? Status.DEADLINE_EXCEEDED : Status.UNAVAILABLE;
        fail(status.withDescription(e.getMessage()));
        return;
      } catch (RuntimeException | Error e) {
        LOG.error("A {} failed on a defect of the coordinator", call, e);
        fail(Status.INTERNAL.withDescription("a defect of the coordinator; its log says more"));
        return;
      }
      answer(answer);
    }

    void answer(T answer) {
      boolean heard = !out.isCancelled();
      if (heard) {
        out.onNext(answer);
        out.onCompleted();
      }
      count(heard, Status.Code.OK);
    }

    void fail(InvalidRequestException e) {
      fail(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
    }

    void fail(Status status) {
      fail(new StacklessStatusException(status));
    }

    private void fail(StacklessStatusException failure) {
      boolean heard = !out.isCancelled();
      if (heard) {
        out.onError(failure);
      }
      count(heard, failure.getStatus().getCode());
    }

    private void count(boolean heard, Status.Code code) {
      Status.Code seen = code;
      if (!heard) {
        seen = deadline.isExpired() ? Status.Code.DEADLINE_EXCEEDED : Status.Code.CANCELLED;
      }
      metrics.answered(call, strategy, seen, System.nanoTime() - arrivalNanos);
    }
  }
}
