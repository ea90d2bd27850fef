package io.hybridperf.gatling.grpc.channel;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import org.jspecify.annotations.Nullable;

/** Adds the bearer token to the headers of a call. */
public final class TokenHeader {

  /** Gives it, at once and on any thread. */
  interface Source {
    /** {@return the value of the authorization header} */
    String header();

    /** A target has refused it. */
    default void refused() {}
  }

  private final Source source;

  private TokenHeader(Source source) {
    this.source = source;
  }

  public static @Nullable TokenHeader open(BearerToken token) {
    Source source = token.open();
    return source == null ? null : new TokenHeader(source);
  }

  /** A channel whose every call brings the token of its moment, if there is one. */
  public static Channel addedTo(Channel channel, BearerToken token) {
    TokenHeader header = open(token);
    return header == null ? channel : ClientInterceptors.intercept(channel, header.adding());
  }

  private ClientInterceptor adding() {
    return new ClientInterceptor() {
      @Override
      public <Q, R> ClientCall<Q, R> interceptCall(
          MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
          @Override
          public void start(Listener<R> listener, Metadata headers) {
            addTo(headers);
            super.start(listener, headers);
          }
        };
      }
    };
  }

  public void addTo(Metadata headers) {
    headers.put(BearerToken.AUTHORIZATION, source.header());
  }

  /** Tells that a target has refused it: another may be had. */
  public void refused() {
    source.refused();
  }

  @Override
  public String toString() {
    return "a token";
  }
}
