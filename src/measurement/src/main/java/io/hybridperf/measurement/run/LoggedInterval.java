package io.hybridperf.measurement.run;

import io.hybridperf.measurement.files.PackedHistogram;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * One line of an interval log.
 *
 * @param series what was measured, one of {@link io.hybridperf.measurement.run.Series} or another
 * @param tag which answers it was measured on
 * @param startSeconds start of the interval, since recording started
 * @param endSeconds end of the interval, since recording started
 * @param payload the histogram as the log has it, compressed and in Base64
 */
public record LoggedInterval(
    String series, Tag tag, double startSeconds, double endSeconds, String payload) {

  /** The largest value a histogram takes: 60 s in nanoseconds. */
  public static final long MAX_VALUE = 60_000_000_000L;

  /** The precision of histograms: values are kept to one part in a thousand. */
  public static final int SIGNIFICANT_DIGITS = 3;

  // The footprint is 512 bytes and eight for each bucket.
  private static final int BUCKETS = (newHistogram().getEstimatedFootprintInBytes() - 512) / 8;

  /** An empty histogram with the range of those that are recorded. */
  static Histogram newHistogram() {
    return new Histogram(1, MAX_VALUE, SIGNIFICANT_DIGITS);
  }

  /**
   * The phase of the arrivals.
   *
   * @return its name
   */
  public String phase() {
    return tag.phase();
  }

  /**
   * The query type.
   *
   * @return its name
   */
  public String label() {
    return tag.label();
  }

  /**
   * How the answers ended.
   *
   * @return the name of a status
   */
  public String status() {
    return tag.status();
  }

  /** The middle of the interval, in seconds since recording started. */
  double middle() {
    return (startSeconds + endSeconds) / 2;
  }

  /**
   * How many values there are, without unpacking them.
   *
   * @return 0 or more
   * @throws IllegalArgumentException if the payload is damaged
   */
  long count() {
    return PackedHistogram.totalCount(payload, MAX_VALUE, SIGNIFICANT_DIGITS, BUCKETS);
  }

  /**
   * Adds the histogram to another one.
   *
   * @param sum made for the same values, as {@link #newHistogram}
   * @throws IllegalArgumentException if the payload is damaged
   */
  public void addTo(Histogram sum) {
    PackedHistogram.add(sum, payload, BUCKETS);
  }

  /**
   * Unpacks the histogram (220 kB, while the payload is about 1 kB).
   *
   * @return a new histogram
   * @throws IllegalArgumentException if the payload is damaged
   */
  public Histogram histogram() {
    try {
      return Histogram.decodeFromCompressedByteBuffer(
          ByteBuffer.wrap(Base64.getDecoder().decode(payload)), 0);
    } catch (DataFormatException | RuntimeException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the histogram of %s/%s at %.3f s is damaged",
              series,
              tag,
              startSeconds),
          e);
    }
  }

  LoggedInterval laterBy(double seconds) {
    return new LoggedInterval(series, tag, startSeconds + seconds, endSeconds + seconds, payload);
  }
}
