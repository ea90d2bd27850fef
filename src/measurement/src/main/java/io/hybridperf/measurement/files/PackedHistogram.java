package io.hybridperf.measurement.files;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.HdrHistogram.Histogram;

/**
 * Looks into a histogram as logs have it, without the 220 kB that unpacking takes: HdrHistogram's
 * compressed encoding V2, in Base64. A head of 40 bytes, then counts in ZigZag LEB128, of which a
 * negative one stands for as many empty buckets ({@code AbstractHistogram.encodeIntoByteBuffer}).
 */
public final class PackedHistogram {

  private static final int COMPRESSED_V2 = 0x1c849304 | 0x10;
  private static final int ENCODED_V2 = 0x1c849303 | 0x10;
  private static final int HEAD_BYTES = 40;

  /** Bytes that a count takes at most. */
  private static final int MOST_BYTES_A_COUNT = 9;

  private PackedHistogram() {}

  /**
   * Counts the values of a histogram.
   *
   * @param payload the histogram
   * @param highest the largest value that it must be made for
   * @param digits the precision that it must be made for
   * @param buckets how many it may have
   * @return the sum of its counts
   * @throws IllegalArgumentException if it is no histogram of that form
   */
  public static long totalCount(String payload, long highest, int digits, int buckets) {
    return read(payload, highest, digits, buckets, (_, _) -> {});
  }

  /**
   * Adds a histogram to another, at the cost of the buckets that are not empty: to unpack it first
   * takes ten times as long.
   *
   * @param sum takes its values; made for the same range and precision, from 1 on
   * @param payload the histogram
   * @param buckets how many it may have
   * @throws IllegalArgumentException if it is no histogram of that form
   */
  public static void add(Histogram sum, String payload, int buckets) {
    int digits = sum.getNumberOfSignificantValueDigits();
    // HdrHistogram's layout: the first 2^(half + 1) buckets are 1 wide, then 2^half of each double
    // width.
    int half = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(2 * (int) Math.pow(10, digits) - 1);
    read(
        payload,
        sum.getHighestTrackableValue(),
        digits,
        buckets,
        (bucket, count) -> {
          int doublings = Math.max(0, (bucket >> half) - 1);
          long within = bucket - ((long) doublings << half);
          sum.recordValueWithCount(within << doublings, count);
        });
  }

  /** What takes buckets that are not empty. */
  private interface Visitor {
    void visit(int bucket, long count);
  }

  private static long read(String payload, long highest, int digits, int buckets, Visitor visitor) {
    try {
      ByteBuffer packed = ByteBuffer.wrap(Base64.getDecoder().decode(payload));
      require(packed.getInt() == COMPRESSED_V2, "not a histogram");
      require(packed.getInt() == packed.remaining(), "a histogram that is cut");
      ByteBuffer counts = inflate(packed, HEAD_BYTES + MOST_BYTES_A_COUNT * buckets);
      require(counts.getInt() == ENCODED_V2, "not a histogram");
      int length = counts.getInt();
      require(counts.getInt() == 0, "a histogram that is shifted");
      require(counts.getInt() == digits, "a histogram of another precision");
      require(counts.getLong() == 1, "a histogram of another range");
      require(counts.getLong() == highest, "a histogram of another range");
      require(counts.getDouble() == 1, "a histogram of another unit");
      require(length == counts.remaining(), "a histogram that is cut");
      return sum(counts, buckets, visitor);
    } catch (DataFormatException | BufferUnderflowException | ArithmeticException e) {
      throw new IllegalArgumentException("a broken histogram", e);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private static ByteBuffer inflate(ByteBuffer packed, int most) throws DataFormatException {
    byte[] bytes = new byte[Math.min(most, 1 << 13)];
    int size = 0;
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(packed);
      while (!inflater.finished()) {
        if (size == bytes.length) {
          require(size < most, "a histogram with too many buckets");
          bytes = Arrays.copyOf(bytes, Math.min(most, 4 * size));
        }
        int read = inflater.inflate(bytes, size, bytes.length - size);
        require(read > 0 || inflater.finished(), "a histogram that is cut");
        size += read;
      }
      require(inflater.getRemaining() == 0, "a histogram with something behind it");
    }
    return ByteBuffer.wrap(bytes, 0, size);
  }

  private static long sum(ByteBuffer counts, int buckets, Visitor visitor) {
    long sum = 0;
    long bucket = 0;
    while (counts.hasRemaining()) {
      long count = zigZag(counts);
      require(count >= -buckets, "a histogram with an impossible count");
      if (count > 0) {
        require(bucket < buckets, "a histogram with too many buckets");
        visitor.visit((int) bucket, count);
        sum = Math.addExact(sum, count);
      }
      bucket += count < 0 ? -count : 1;
    }
    require(bucket <= buckets, "a histogram with too many buckets");
    return sum;
  }

  /** Little-endian groups of seven bits; the ninth byte holds eight. */
  private static long zigZag(ByteBuffer counts) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      long next = counts.get();
      if (shift == 56) {
        value |= next << 56;
        break;
      }
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        break;
      }
    }
    return (value >>> 1) ^ -(value & 1);
  }
}
