package io.hybridperf.coordinator.server;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.protobuf.ProtoUtils;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How a request is rejected past the concurrency limit: RESOURCE_EXHAUSTED with the time to wait
 * before a retry, as a google.rpc.RetryInfo for people's clients, and as grpc-retry-pushback-ms for
 * the retry policies of the gRPC libraries (gRFC A6).
 */
final class LoadShedding {

  private static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  // io.grpc.protobuf.StatusProto would set the same trailer, on an exception with a stack trace.
  private static final Metadata.Key<Status> DETAILS =
      Metadata.Key.of(
          "grpc-status-details-bin", ProtoUtils.metadataMarshaller(Status.getDefaultInstance()));

  private final long retryAfterMillis;

  LoadShedding(Duration retryAfter) {
    this.retryAfterMillis = retryAfter.toMillis();
  }

  StacklessStatusException rejection() {
    // Half to one and a half times the setting, so that callers rejected together do not all return
    // at once.
    long millis = retryAfterMillis / 2 + ThreadLocalRandom.current().nextLong(retryAfterMillis + 1);
    Metadata trailers = new Metadata();
    trailers.put(PUSHBACK, Long.toString(millis));
    String message = "too many requests are in work; retry in " + millis + " ms";
    trailers.put(
        DETAILS,
        Status.newBuilder()
            .setCode(Code.RESOURCE_EXHAUSTED_VALUE)
            .setMessage(message)
            .addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(duration(millis)).build()))
            .build());
    return new StacklessStatusException(
        io.grpc.Status.RESOURCE_EXHAUSTED.withDescription(message), trailers);
  }

  private static com.google.protobuf.Duration duration(long millis) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(millis / 1000)
        .setNanos((int) (millis % 1000) * 1_000_000)
        .build();
  }
}
