package io.hybridperf.coordinator.server;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import io.hybridperf.coordinator.config.Tokens;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Lets only calls through that bring a known token, if tokens are configured, and finds out whether
 * the credential belongs to a tenant: the token, or the client certificate. Health checks need no
 * token.
 */
final class Authentication implements ServerInterceptor {

  /** The tenant that a call's credential belongs to; null if it belongs to none. */
  static final Context.Key<String> TENANT = Context.key("tenant");

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String SCHEME = "Bearer ";

  private final Tokens tokens;

  Authentication(Tokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (HealthGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName())) {
      return next.startCall(call, headers);
    }
    Optional<String> tenant = Optional.empty();
    if (!tokens.isEmpty()) {
      Optional<Tokens.Holder> holder = holder(headers.get(AUTHORIZATION));
      if (holder.isEmpty()) {
        return refuse(
            call, Status.UNAUTHENTICATED.withDescription("the call brings no valid bearer token"));
      }
      tenant = holder.get().tenant();
    }
    SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    Optional<String> certified =
        session == null ? Optional.empty() : PeerCertificate.tenant(session);
    if (tenant.isPresent() && certified.isPresent() && !tenant.equals(certified)) {
      return refuse(
          call,
          Status.PERMISSION_DENIED.withDescription(
              "the token and the client certificate belong to different tenants"));
    }
    Optional<String> known = tenant.or(() -> certified);
    return known.isEmpty()
        ? next.startCall(call, headers)
        : Contexts.interceptCall(
            Context.current().withValue(TENANT, known.get()), call, headers, next);
  }

  private static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, Status status) {
    call.close(status, new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private Optional<Tokens.Holder> holder(@Nullable String authorization) {
    return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? tokens.holder(authorization.substring(SCHEME.length()))
        : Optional.empty();
  }
}
