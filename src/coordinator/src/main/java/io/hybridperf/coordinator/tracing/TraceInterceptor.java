package io.hybridperf.coordinator.tracing;

import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Begins a span for each call whose {@code traceparent} says that it is sampled. */
final class TraceInterceptor implements ServerInterceptor {
  static final io.grpc.Context.Key<RequestTrace> TRACE = io.grpc.Context.key("trace");

  private static final Metadata.Key<String> PARENT =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

  private static final TextMapGetter<Metadata> HEADERS = TraceInterceptor::header;

  private final Tracer tracer;

  TraceInterceptor(Tracer tracer) {
    this.tracer = tracer;
  }

  private static @Nullable String header(@Nullable Metadata headers, String name) {
    return headers == null
        ? null
        : headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (!headers.containsKey(PARENT)) {
      return next.startCall(call, headers);
    }
    Context parent =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS);
    if (!Span.fromContext(parent).getSpanContext().isSampled()) {
      return next.startCall(call, headers);
    }
    SpanTrace trace = new SpanTrace(tracer, span(call.getMethodDescriptor(), parent), parent);
    ServerCall<Q, A> watched =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            super.close(status, trailers);
            trace.end(status.getCode());
          }
        };
    return new SimpleForwardingServerCallListener<>(
        Contexts.interceptCall(
            io.grpc.Context.current().withValue(TRACE, trace), watched, headers, next)) {
      @Override
      public void onCancel() {
        super.onCancel();
        trace.end(Status.Code.CANCELLED);
      }
    };
  }

  private Span span(MethodDescriptor<?, ?> method, Context parent) {
    return tracer
        .spanBuilder(method.getFullMethodName())
        .setParent(parent)
        .setSpanKind(SpanKind.SERVER)
        .setAttribute("rpc.system", "grpc")
        .setAttribute("rpc.service", String.valueOf(method.getServiceName()))
        .setAttribute("rpc.method", String.valueOf(method.getBareMethodName()))
        .startSpan();
  }

  /** {@return those of a server that makes spans if it is given a tracer} */
  static List<ServerInterceptor> of(@Nullable Tracer tracer) {
    return tracer == null ? List.of() : List.of(new TraceInterceptor(tracer));
  }
}
