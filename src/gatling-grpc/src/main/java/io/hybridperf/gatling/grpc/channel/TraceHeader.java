package io.hybridperf.gatling.grpc.channel;

import io.grpc.Metadata;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * Gives some calls a trace of their own: the header {@code traceparent} of W3C Trace Context, level
 * 1. Ids come from a cheap generator that is seeded anew for each run, since a tracing system keeps
 * many runs. For one event loop.
 */
public final class TraceHeader {
  private static final Metadata.Key<String> KEY =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
  private static final HexFormat HEX = HexFormat.of();

  private final DoubleSupplier share;
  private final SplittableRandom random;

  private TraceHeader(DoubleSupplier share, SplittableRandom random) {
    this.share = share;
    this.random = random;
  }

  /**
   * Opens one for an event loop.
   *
   * @param share of the calls, 0 to 1, asked for each call
   * @return for that loop
   */
  public static TraceHeader open(DoubleSupplier share) {
    return new TraceHeader(share, new SplittableRandom(new SecureRandom().nextLong()));
  }

  /**
   * Adds the header, if the call is one of the share.
   *
   * @param headers of the call
   * @return the trace's id, 32 hexadecimal digits; empty: the call has none
   */
  public String addTo(Metadata headers) {
    double now = share.getAsDouble();
    if (now <= 0 || (now < 1 && random.nextDouble() >= now)) {
      return "";
    }
    String trace = HEX.toHexDigits(notZero()) + HEX.toHexDigits(random.nextLong());
    headers.put(KEY, "00-" + trace + "-" + HEX.toHexDigits(notZero()) + "-01");
    return trace;
  }

  /** An id of nothing but zeros is none. */
  private long notZero() {
    long drawn = random.nextLong();
    return drawn == 0 ? 1 : drawn;
  }
}
