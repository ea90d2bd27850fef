package io.hybridperf.gatling.grpc.channel;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Adds the bearer token to the headers of a call. */
public final class TokenHeader {
  private final Supplier<String> value;

  private TokenHeader(Supplier<String> value) {
    this.value = value;
  }

  public static @Nullable TokenHeader open(BearerToken token) {
    Supplier<String> value = token.open();
    return value == null ? null : new TokenHeader(value);
  }

  /** A channel whose every call brings the token, if there is one. */
  public static Channel addedTo(Channel channel, BearerToken token) {
    TokenHeader header = open(token);
    if (header == null) {
      return channel;
    }
    Metadata headers = new Metadata();
    header.addTo(headers);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  public void addTo(Metadata headers) {
    headers.put(BearerToken.AUTHORIZATION, value.get());
  }

  @Override
  public String toString() {
    return "a token";
  }
}
