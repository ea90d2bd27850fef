package io.hybridperf.feeders.query;

import io.hybridperf.feeders.file.Checksum;
import io.hybridperf.feeders.file.ShippedFile;
import java.nio.ByteBuffer;

/**
 * Exact nearest films of every query.
 *
 * <p>Big-endian: the magic "HPTRUTH1", int queries, int k, the checksums of the three files it was
 * made from (int each: film vectors, query vectors, query texts), queries x k ids (int), queries x
 * k scores (float), int CRC-32C of everything before it.
 *
 * @param sources the files it belongs to
 * @param ids by query, nearest first
 * @param scores cosine similarities, same order
 */
@SuppressWarnings("ArrayRecordComponent") // Carries arrays from one method to the next.
public record TruthFile(Sources sources, long[][] ids, float[][] scores) {

  private static final long MAGIC = 0x4850_5452_5554_4831L;
  private static final int HEADER_BYTES = 28;

  /** Checksums of the files the truth was computed from. */
  public record Sources(int filmVectors, int queryVectors, int queryTexts) {}

  /** Decodes {@code bytes}; {@code file} is for messages. */
  public static TruthFile decode(ShippedFile file, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length < HEADER_BYTES + Integer.BYTES || in.getLong() != MAGIC) {
      throw file.damaged("it is not a ground truth file");
    }
    int queries = in.getInt();
    int k = in.getInt();
    long expectedBytes =
        HEADER_BYTES + (long) queries * k * (Integer.BYTES + Float.BYTES) + Integer.BYTES;
    if (bytes.length != expectedBytes) {
      throw file.damaged(
          "it has " + bytes.length + " bytes, its header announces " + expectedBytes);
    }
    Checksum.verify(file, bytes);
    Sources sources = new Sources(in.getInt(), in.getInt(), in.getInt());
    long[][] ids = new long[queries][k];
    for (long[] row : ids) {
      for (int i = 0; i < k; i++) {
        row[i] = in.getInt();
      }
    }
    float[][] scores = new float[queries][k];
    for (float[] row : scores) {
      for (int i = 0; i < k; i++) {
        row[i] = in.getFloat();
      }
    }
    return new TruthFile(sources, ids, scores);
  }

  public byte[] encode() {
    int cells = ids.length * ids[0].length;
    byte[] bytes = new byte[HEADER_BYTES + cells * (Integer.BYTES + Float.BYTES) + Integer.BYTES];
    ByteBuffer out = ByteBuffer.wrap(bytes);
    out.putLong(MAGIC).putInt(ids.length).putInt(ids[0].length);
    out.putInt(sources.filmVectors).putInt(sources.queryVectors).putInt(sources.queryTexts);
    for (long[] row : ids) {
      for (long id : row) {
        out.putInt(Math.toIntExact(id));
      }
    }
    for (float[] row : scores) {
      for (float score : row) {
        out.putFloat(score);
      }
    }
    Checksum.append(bytes);
    return bytes;
  }
}
