package io.hybridperf.feeders.file;

import java.nio.ByteBuffer;

/**
 * Unit vectors in half precision.
 *
 * <p>Big-endian: the magic "HPVECT01", int dimension, int count, count ids (long, rising), count x
 * dimension fp16 values, int CRC-32C of everything before it. A reader widens to float and
 * normalises again, since rounding to 11 bits leaves lengths off by up to 1e-3.
 */
public final class VectorFile {

  private static final long MAGIC = 0x4850_5645_4354_3031L;
  private static final int HEADER_BYTES = 16;

  private final long[] ids;
  private final float[][] vectors;
  private final int checksum;

  private VectorFile(long[] ids, float[][] vectors, int checksum) {
    this.ids = ids;
    this.vectors = vectors;
    this.checksum = checksum;
  }

  public static VectorFile read(ShippedFile file, int expectedDimension) {
    return decode(file, file.bytes(), expectedDimension);
  }

  /** Decodes {@code bytes}; {@code file} is for messages. */
  public static VectorFile decode(ShippedFile file, byte[] bytes, int expectedDimension) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length < HEADER_BYTES + Integer.BYTES || in.getLong() != MAGIC) {
      throw file.damaged("it is not a vector file");
    }
    int dimension = in.getInt();
    int count = in.getInt();
    if (dimension != expectedDimension) {
      throw file.damaged(
          "its vectors have dimension " + dimension + " instead of " + expectedDimension);
    }
    long expectedBytes =
        HEADER_BYTES + (long) count * (Long.BYTES + (long) dimension * Short.BYTES) + Integer.BYTES;
    if (bytes.length != expectedBytes) {
      throw file.damaged(
          "it has " + bytes.length + " bytes, its header announces " + expectedBytes);
    }
    int checksum = Checksum.verify(file, bytes);
    long[] ids = new long[count];
    in.asLongBuffer().get(ids);
    in.position(in.position() + count * Long.BYTES);
    float[][] vectors = new float[count][dimension];
    for (float[] vector : vectors) {
      for (int d = 0; d < dimension; d++) {
        vector[d] = Float.float16ToFloat(in.getShort());
      }
      Vectors.normalise(vector);
    }
    return new VectorFile(ids, vectors, checksum);
  }

  public static byte[] encode(long[] ids, float[][] vectors) {
    int dimension = vectors[0].length;
    int vectorBytes = dimension * Short.BYTES;
    byte[] bytes = new byte[HEADER_BYTES + ids.length * (Long.BYTES + vectorBytes) + Integer.BYTES];
    ByteBuffer out = ByteBuffer.wrap(bytes).putLong(MAGIC).putInt(dimension).putInt(ids.length);
    for (long id : ids) {
      out.putLong(id);
    }
    for (float[] vector : vectors) {
      for (float value : vector) {
        out.putShort(Float.floatToFloat16(value));
      }
    }
    Checksum.append(bytes);
    return bytes;
  }

  public int size() {
    return ids.length;
  }

  public long id(int index) {
    return ids[index];
  }

  /** The unit vector, not a copy. */
  public float[] vector(int index) {
    return vectors[index];
  }

  /** The file's own checksum, by which other files name it. */
  public int checksum() {
    return checksum;
  }
}
