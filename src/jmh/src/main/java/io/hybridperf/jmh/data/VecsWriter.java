package io.hybridperf.jmh.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes rows as {@code .fvecs}, for programs in other languages. */
public final class VecsWriter {
  private VecsWriter() {}

  /**
   * Writes all rows.
   *
   * @param vectors the rows
   * @param file the file, overwritten
   */
  public static void write(VectorSet vectors, Path file) {
    int dimension = vectors.dimension();
    ByteBuffer row = ByteBuffer.allocate(4 + 4 * dimension).order(ByteOrder.LITTLE_ENDIAN);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      for (int i = 0; i < vectors.rows(); i++) {
        row.clear().putInt(dimension).asFloatBuffer().put(vectors.row(i));
        out.write(row.array());
      }
    } catch (IOException e) {
      throw new DataException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
