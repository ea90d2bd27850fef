package io.hybridperf.gatling.grpc.channel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The value of the authorization header, fetched anew beside the calls: after some time, before a
 * token that says when it expires (a JWT) does, and when a target has refused it. A call never
 * waits for that, and has the last token until there is another.
 */
final class RenewedToken implements TokenHeader.Source {
  private static final Logger LOG = LoggerFactory.getLogger(RenewedToken.class);

  /** What is refused over and over must not have it fetched over and over. */
  private static final Duration LEAST = Duration.ofSeconds(1);

  /** How long before its end a token is fetched anew: a fifth of what it has left, that at most. */
  private static final Duration MOST_AHEAD = Duration.ofMinutes(1);

  private static final Pattern EXPIRY = Pattern.compile("\"exp\"\\s*:\\s*(\\d{1,11})");

  /** Where tokens are from. */
  interface Origin {
    /**
     * {@return a token}
     *
     * @throws IOException in one line that names the source, and never what it held
     */
    String fetch() throws IOException;
  }

  private final Origin origin;
  private final Duration most;
  private final LongSupplier nanoTime;
  private final InstantSource wallClock;
  private final AtomicBoolean fetching = new AtomicBoolean();
  private volatile String header;
  private volatile long fetchedNanoTime;
  private volatile long dueNanoTime;
  private volatile boolean failed;

  /**
   * Fetches the first.
   *
   * @param origin of all
   * @param most how long a token is used that says nothing of its end
   * @throws IllegalArgumentException if there is none
   */
  static RenewedToken of(Origin origin, Duration most) {
    return new RenewedToken(origin, most, System::nanoTime, InstantSource.system());
  }

  RenewedToken(Origin origin, Duration most, LongSupplier nanoTime, InstantSource wallClock) {
    this.origin = origin;
    this.most = most;
    this.nanoTime = nanoTime;
    this.wallClock = wallClock;
    try {
      header = fetched();
    } catch (IOException e) {
      throw new IllegalArgumentException("token: " + e.getMessage(), e);
    }
  }

  private String fetched() throws IOException {
    String token = origin.fetch().strip();
    if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IOException(
          "%s gave %s; it must give one word and nothing else"
              .formatted(origin, token.isEmpty() ? "nothing" : "more than a token"));
    }
    fetchedNanoTime = nanoTime.getAsLong();
    dueNanoTime = fetchedNanoTime + usable(token).toNanos();
    return "Bearer " + token;
  }

  private Duration usable(String token) {
    return expiry(token)
        .map(end -> Duration.between(wallClock.instant(), end))
        .map(left -> left.minus(least(left.dividedBy(5), MOST_AHEAD)))
        .map(until -> until.compareTo(LEAST) < 0 ? LEAST : least(until, most))
        .orElse(most);
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Of a JSON Web Token (RFC 7519, 4.1.4); any other says nothing. */
  static Optional<Instant> expiry(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
      Matcher found = EXPIRY.matcher(claims);
      return found.find()
          ? Optional.of(Instant.ofEpochSecond(Long.parseLong(found.group(1))))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String header() {
    if (nanoTime.getAsLong() - dueNanoTime >= 0) {
      fetchBeside();
    }
    return header;
  }

  @Override
  public void refused() {
    if (nanoTime.getAsLong() - fetchedNanoTime >= LEAST.toNanos()) {
      fetchBeside();
    }
  }

  private void fetchBeside() {
    if (fetching.compareAndSet(false, true)) {
      Thread.ofVirtual().name("token").start(this::fetchAgain);
    }
  }

  private void fetchAgain() {
    try {
      header = fetched();
      failed = false;
    } catch (IOException | RuntimeException e) {
      fetchedNanoTime = nanoTime.getAsLong();
      dueNanoTime = fetchedNanoTime + LEAST.toNanos();
      if (!failed) {
        failed = true;
        LOG.error(
            "token: {}; calls have the last one, and it is tried again every second",
            e.getMessage());
      }
    } finally {
      fetching.set(false);
    }
  }

  @Override
  public String toString() {
    return origin.toString();
  }
}
