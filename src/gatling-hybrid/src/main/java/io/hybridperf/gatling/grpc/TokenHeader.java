package io.hybridperf.gatling.grpc;

import io.grpc.Metadata;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Adds the bearer token to the headers of a call. */
final class TokenHeader {
  private final Supplier<String> value;

  private TokenHeader(Supplier<String> value) {
    this.value = value;
  }

  static @Nullable TokenHeader open(BearerToken token) {
    Supplier<String> value = token.open();
    return value == null ? null : new TokenHeader(value);
  }

  void addTo(Metadata headers) {
    headers.put(BearerToken.AUTHORIZATION, value.get());
  }

  @Override
  public String toString() {
    return "a token";
  }
}
