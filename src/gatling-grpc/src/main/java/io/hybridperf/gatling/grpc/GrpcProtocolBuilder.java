package io.hybridperf.gatling.grpc;

import io.gatling.javaapi.core.ProtocolBuilder;
import io.gatling.javaapi.core.Session;
import io.hybridperf.gatling.grpc.channel.Balancing;
import io.hybridperf.gatling.grpc.channel.BearerToken;
import io.hybridperf.gatling.grpc.record.CallRecording;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * DSL for the connections that the calls of a simulation share.
 *
 * <p>Immutable: every method returns a new instance and leaves this one as it was.
 */
public final class GrpcProtocolBuilder implements ProtocolBuilder {
  /** A protocol with no target yet, a deadline of ten seconds, plain text, and no recording. */
  public static final GrpcProtocolBuilder DEFAULT = new GrpcProtocolBuilder(GrpcProtocol.DEFAULT);

  private final GrpcProtocol wrapped;

  private GrpcProtocolBuilder(GrpcProtocol wrapped) {
    this.wrapped = wrapped;
  }

  @Override
  public GrpcProtocol protocol() {
    return wrapped;
  }

  /**
   * Sets the one target.
   *
   * @param target {@code host:port}, or {@code dns:///name:port} to spread calls over every address
   *     of a name, or {@code xds:///name} for the endpoints that a control plane has for it, which
   *     needs {@code grpc-xds} on the class path
   * @return a new instance
   * @throws IllegalArgumentException if the target has another form
   */
  public GrpcProtocolBuilder target(String target) {
    return targets(List.of(target));
  }

  /**
   * Sets several targets, which get equal shares of the calls unless {@link #balancing} says
   * otherwise.
   *
   * @param targets each as in {@link #target(String)}
   * @return a new instance
   * @throws IllegalArgumentException if there is none, or one has another form
   */
  public GrpcProtocolBuilder targets(List<String> targets) {
    return new GrpcProtocolBuilder(wrapped.withTargets(targets));
  }

  /**
   * Sets several targets, which get equal shares of the calls unless {@link #balancing} says
   * otherwise.
   *
   * @param targets each as in {@link #target(String)}
   * @return a new instance
   * @throws IllegalArgumentException if there is none, or one has another form
   */
  public GrpcProtocolBuilder targets(String... targets) {
    return targets(List.of(targets));
  }

  /**
   * Adds a second system, which some users' calls go to instead: its targets, token and encryption.
   * Set the first's targets before; all else is the first's.
   *
   * @param other the second system
   * @param askedBy whether a user's calls go there; asked for each call, on an event loop
   * @return a new instance
   * @throws IllegalArgumentException if one of its targets is the first system's too
   */
  public GrpcProtocolBuilder against(GrpcProtocolBuilder other, Predicate<Session> askedBy) {
    return new GrpcProtocolBuilder(wrapped.withOther(other.wrapped, askedBy));
  }

  /**
   * Sets who gets the next call, where there are several targets, or one {@code dns:///} name. By
   * default each in turn; of {@code xds:///} the control plane says it.
   *
   * @param balancing each in turn, or the one with fewer calls waiting, which needs {@code
   *     grpc-xds} on the class path and takes addresses, or one name
   * @return a new instance; a run whose targets cannot be balanced so ends before it begins
   */
  public GrpcProtocolBuilder balancing(Balancing balancing) {
    return new GrpcProtocolBuilder(wrapped.withBalancing(balancing));
  }

  /**
   * Sets how many HTTP/2 connections there are in all. By default each event loop has one to each
   * target.
   *
   * <p>A server that limits the concurrent streams of a connection makes further calls wait unseen
   * in the client: choose more connections then, and watch the calls in flight. With {@code
   * dns:///} each has one connection an address.
   *
   * @param channels at least the number of targets
   * @return a new instance
   * @throws IllegalArgumentException if it is less than 1
   */
  public GrpcProtocolBuilder channels(int channels) {
    return new GrpcProtocolBuilder(wrapped.withChannels(channels));
  }

  /**
   * Sets how long a call may take before it ends as {@code DEADLINE_EXCEEDED}; the server is told.
   *
   * @param deadline more than zero
   * @return a new instance
   * @throws IllegalArgumentException if it is zero or negative
   */
  public GrpcProtocolBuilder deadline(Duration deadline) {
    return new GrpcProtocolBuilder(wrapped.withDeadline(deadline));
  }

  /**
   * Sends a bearer token with each call.
   *
   * @param token asked for each call, on an event loop: it must be quick and thread-safe
   * @return a new instance
   */
  public GrpcProtocolBuilder token(Supplier<String> token) {
    return new GrpcProtocolBuilder(wrapped.withToken(BearerToken.supplied(token)));
  }

  /**
   * Sends a bearer token found in an environment variable when the simulation starts.
   *
   * @param variable the variable's name, not the token
   * @return a new instance
   */
  public GrpcProtocolBuilder tokenFromEnvironment(String variable) {
    return new GrpcProtocolBuilder(wrapped.withToken(BearerToken.fromEnvironment(variable)));
  }

  /**
   * Sends the bearer token of a file, without the white space around it. It is read again every
   * second, so that who replaces it renews the token.
   *
   * @param file a text file with nothing but the token
   * @return a new instance
   */
  public GrpcProtocolBuilder tokenFromFile(Path file) {
    return new GrpcProtocolBuilder(wrapped.withToken(BearerToken.fromFile(file)));
  }

  /**
   * Sends a bearer token that a command prints. It is run again before the token expires (a JWT
   * says when; any other is taken to hold for five minutes), and when a call ends as {@code
   * UNAUTHENTICATED}; no call waits for it.
   *
   * @param words of the command; no shell reads them
   * @param folder in which it runs
   * @return a new instance
   */
  public GrpcProtocolBuilder tokenFromCommand(List<String> words, Path folder) {
    return new GrpcProtocolBuilder(wrapped.withToken(BearerToken.fromCommand(words, folder)));
  }

  /**
   * Encrypts the connections and trusts the certificates that the Java runtime trusts.
   *
   * @return a new instance
   */
  public GrpcProtocolBuilder tls() {
    return new GrpcProtocolBuilder(wrapped.withTransport(wrapped.transport().tls()));
  }

  /**
   * Encrypts the connections and trusts just these certificates.
   *
   * @param certificates a PEM file
   * @return a new instance
   */
  public GrpcProtocolBuilder trustCertificates(Path certificates) {
    return new GrpcProtocolBuilder(
        wrapped.withTransport(wrapped.transport().trusting(certificates)));
  }

  /**
   * Encrypts the connections and presents a certificate of the client's (mutual TLS).
   *
   * @param certificateChain a PEM file
   * @param privateKey a PEM file with an unencrypted PKCS#8 key
   * @return a new instance
   */
  public GrpcProtocolBuilder clientCertificate(Path certificateChain, Path privateKey) {
    return new GrpcProtocolBuilder(
        wrapped.withTransport(wrapped.transport().presenting(certificateChain, privateKey)));
  }

  /**
   * Sets the name that the server's certificate must carry, where it differs from the target's
   * host.
   *
   * @param authority a host name
   * @return a new instance
   */
  public GrpcProtocolBuilder authority(String authority) {
    return new GrpcProtocolBuilder(wrapped.withTransport(wrapped.transport().named(authority)));
  }

  /**
   * Gives a share of the calls, chosen at random, the header {@code traceparent} of W3C Trace
   * Context, with an id of their own and the flag that says that they are sampled. By default none.
   *
   * @param share 0 to 1
   * @return a new instance
   * @throws IllegalArgumentException if it is not between
   */
  public GrpcProtocolBuilder traceShare(double share) {
    return new GrpcProtocolBuilder(wrapped.withTraceShare(share));
  }

  /**
   * As {@link #traceShare(double)}, of a share that changes while the calls go.
   *
   * @param share 0 to 1; asked for each call, by its event loop
   * @return a new instance
   */
  public GrpcProtocolBuilder traceShare(DoubleSupplier share) {
    return new GrpcProtocolBuilder(wrapped.withTraceShare(share));
  }

  /**
   * Hands every call that is not silent to a recording, beside Gatling's own statistics.
   *
   * @param recording what records them
   * @return a new instance
   */
  public GrpcProtocolBuilder recording(CallRecording recording) {
    return new GrpcProtocolBuilder(wrapped.withRecording(recording));
  }

  @Override
  public String toString() {
    return wrapped.toString();
  }
}
