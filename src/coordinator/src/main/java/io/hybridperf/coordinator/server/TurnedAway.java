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
 * What a caller gets who is turned away: RESOURCE_EXHAUSTED with the time to wait, as a
 * google.rpc.RetryInfo for people's clients, and as grpc-retry-pushback-ms for the retry policies
 * of the gRPC libraries (gRFC A6).
 */
final class TurnedAway {

  private static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  // As io.grpc.protobuf.StatusProto has it, which makes an exception with a stack trace.
  private static final Metadata.Key<Status> DETAILS =
      Metadata.Key.of(
          "grpc-status-details-bin", ProtoUtils.metadataMarshaller(Status.getDefaultInstance()));

  private final long retryAfterMillis;

  TurnedAway(Duration retryAfter) {
    this.retryAfterMillis = retryAfter.toMillis();
  }

  Refusal refusal() {
    // Half to one and a half, so that those turned away together do not return together.
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
    return new Refusal(io.grpc.Status.RESOURCE_EXHAUSTED.withDescription(message), trailers);
  }

  private static com.google.protobuf.Duration duration(long millis) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(millis / 1000)
        .setNanos((int) (millis % 1000) * 1_000_000)
        .build();
  }
}
