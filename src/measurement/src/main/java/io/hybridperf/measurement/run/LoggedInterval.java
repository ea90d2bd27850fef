package io.hybridperf.measurement.run;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * One line of an interval log.
 *
 * @param series what was measured, one of {@link io.hybridperf.measurement.run.Series} or another
 * @param phase name of the phase of the arrivals
 * @param label the query type
 * @param status the status of the answers
 * @param startSeconds start of the interval, since recording started
 * @param endSeconds end of the interval, since recording started
 * @param payload the histogram as the log has it, compressed and in Base64
 */
public record LoggedInterval(
    String series,
    String phase,
    String label,
    String status,
    double startSeconds,
    double endSeconds,
    String payload) {

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
    } catch (DataFormatException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the histogram of %s/%s/%s/%s at %.3f s is damaged"
              .formatted(series, phase, label, status, startSeconds),
          e);
    }
  }

  LoggedInterval laterBy(double seconds) {
    return new LoggedInterval(
        series, phase, label, status, startSeconds + seconds, endSeconds + seconds, payload);
  }
}
