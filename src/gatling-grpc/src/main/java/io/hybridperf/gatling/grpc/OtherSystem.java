package io.hybridperf.gatling.grpc;

import io.gatling.javaapi.core.Session;
import io.hybridperf.gatling.grpc.channel.BearerToken;
import io.hybridperf.gatling.grpc.channel.TransportSecurity;
import java.util.function.Predicate;

/**
 * A second system among the targets, for comparisons.
 *
 * @param first the number of its first target, from 0; those before it are the first system's
 * @param askedBy which users' calls go there; asked on their event loops
 * @param token the bearer token of its calls
 * @param transport of its connections
 */
public record OtherSystem(
    int first, Predicate<Session> askedBy, BearerToken token, TransportSecurity transport) {

  /** The same among routes, of which one may lead to several targets. */
  OtherSystem at(int firstRoute) {
    return new OtherSystem(firstRoute, askedBy, token, transport);
  }
}
