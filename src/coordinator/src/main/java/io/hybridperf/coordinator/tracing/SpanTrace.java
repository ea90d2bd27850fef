package io.hybridperf.coordinator.tracing;

import io.grpc.Status;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A request's span, and those of its stages below it. */
final class SpanTrace implements RequestTrace {
  private static final AttributeKey<String> STRATEGY = AttributeKey.stringKey("hybrid.strategy");
  private static final AttributeKey<Long> CODE = AttributeKey.longKey("rpc.grpc.status_code");

  private final Tracer tracer;
  private final Span span;
  private final Context below;
  private final AtomicBoolean ended = new AtomicBoolean();

  /** What is to be added to {@link System#nanoTime()} for nanoseconds since 1970. */
  private final long epochOffsetNanos;

  SpanTrace(Tracer tracer, Span span, Context parent) {
    this.tracer = tracer;
    this.span = span;
    below = parent.with(span);
    Instant now = Instant.now();
    epochOffsetNanos =
        TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - System.nanoTime();
  }

  @Override
  public void stage(String name, long startNanos, long endNanos) {
    tracer
        .spanBuilder(name)
        .setParent(below)
        .setStartTimestamp(epochOffsetNanos + startNanos, TimeUnit.NANOSECONDS)
        .startSpan()
        .end(epochOffsetNanos + endNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void strategy(String name) {
    span.setAttribute(STRATEGY, name);
  }

  /** The call is over; said once. */
  void end(Status.Code code) {
    if (ended.compareAndSet(false, true)) {
      span.setAttribute(CODE, code.value());
      if (code != Status.Code.OK) {
        span.setStatus(StatusCode.ERROR, code.name());
      }
      span.end();
    }
  }
}
