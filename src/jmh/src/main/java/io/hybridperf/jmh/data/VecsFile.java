package io.hybridperf.jmh.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * The TexMex forms, in which SIFT1M and GIST1M come: each row is its length as a 32-bit number,
 * then its components, floats ({@code .fvecs}) or unsigned bytes ({@code .bvecs}), little-endian.
 *
 * @see <a href="http://corpus-texmex.irisa.fr/">the format's home</a>
 */
public final class VecsFile {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private VecsFile() {}

  /**
   * Says whether a file's name has one of the two endings.
   *
   * @param file a file
   * @return whether {@link #read} would try
   */
  public static boolean isOne(Path file) {
    return file.toString().endsWith(".fvecs") || file.toString().endsWith(".bvecs");
  }

  /**
   * Reads a file.
   *
   * @param file ends in {@code .fvecs} or {@code .bvecs}
   * @param maxRows how many rows at most
   * @return its first rows, in native memory
   * @throws DataException when it is not such a file
   */
  public static VectorSet read(Path file, int maxRows) {
    int width = file.toString().endsWith(".bvecs") ? 1 : 4;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      int dimension = bytes.byteSize() < 4 ? 0 : bytes.get(INT, 0);
      long rowBytes = 4 + (long) dimension * width;
      if (dimension < 1 || bytes.byteSize() % rowBytes != 0) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: not rows of %d components of %d bytes: %,d bytes in all",
                file,
                dimension,
                width,
                bytes.byteSize()));
      }
      int rows = (int) Math.min(maxRows, bytes.byteSize() / rowBytes);
      MemorySegment floats = Arena.ofAuto().allocate(4L * rows * dimension, 64);
      for (int row = 0; row < rows; row++) {
        long from = row * rowBytes;
        if (bytes.get(INT, from) != dimension) {
          throw new DataException(
              "%s: row %s has %s components, row 0 has %s"
                  .formatted(file, row, bytes.get(INT, from), dimension));
        }
        copy(bytes, from + 4, width, floats, 4L * row * dimension, dimension);
      }
      return new VectorSet(floats, rows, dimension, file.getFileName().toString());
    } catch (IOException e) {
      throw new DataException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static void copy(
      MemorySegment from, long at, int width, MemorySegment to, long target, int count) {
    if (width == 4) {
      MemorySegment.copy(from, at, to, target, 4L * count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to.set(VectorSet.FLOAT, target + 4L * i, from.get(ValueLayout.JAVA_BYTE, at + i) & 0xFF);
    }
  }
}
