package io.hybridperf.jmh.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Rows in a file, nothing but little-endian floats, mapped into memory: a set larger than the
 * memory can be opened, and two processes share one copy. The name of the file says its shape; the
 * file beside it, ending in {@code .sha256}, says what is in it.
 */
public final class MappedVectors {
  private static final int CHUNK_BYTES = 8 << 20;

  private MappedVectors() {}

  /**
   * Opens a file, making it first when it is not there.
   *
   * @param file where it is or will be
   * @param rows how many rows
   * @param dimension floats a row
   * @param label what the data is
   * @param fill writes the rows
   * @return the rows, mapped for as long as they are referred to
   */
  public static VectorSet openOrMake(
      Path file, int rows, int dimension, String label, Consumer<MemorySegment> fill) {
    long bytes = 4L * rows * dimension;
    try {
      if (!Files.exists(file) || Files.size(file) != bytes) {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file's folder");
        Files.createDirectories(folder);
        Fit.requireDisk(
            String.format(Locale.ROOT, "a set of %,d x %d", rows, dimension),
            bytes,
            folder,
            "-Dbench.cache");
        make(file, bytes, fill);
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        return new VectorSet(
            channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes, Arena.ofAuto()),
            rows,
            dimension,
            label);
      }
    } catch (IOException e) {
      throw new DataException("cannot make or open " + file + ": " + e.getMessage(), e);
    }
  }

  private static void make(Path file, long bytes, Consumer<MemorySegment> fill) throws IOException {
    // Under another name until complete, so that a killed process leaves no half of a data set.
    Path partial = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
    try (FileChannel channel =
            FileChannel.open(
                partial,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Arena arena = Arena.ofShared()) {
      fill.accept(channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena));
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(hashFile(file));
  }

  /**
   * The SHA-256 of a file's bytes, remembered in the file beside it as long as size and time of the
   * last change stay.
   *
   * @param file any file
   * @return 64 hexadecimal digits
   */
  public static String contentHash(Path file) {
    try {
      String state = Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis();
      Path remembered = hashFile(file);
      if (Files.exists(remembered)) {
        String[] parts = Files.readString(remembered).strip().split(" ", 2);
        if (parts.length == 2 && parts[1].equals(state)) {
          return parts[0];
        }
      }
      MessageDigest digest = sha256();
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK_BYTES);
        while (channel.read(buffer) >= 0) {
          digest.update(buffer.flip());
          buffer.clear();
        }
      }
      String hash = HexFormat.of().formatHex(digest.digest());
      if (Files.isWritable(file.toAbsolutePath().getParent())) {
        Files.writeString(remembered, hash + " " + state + "\n");
      }
      return hash;
    } catch (IOException e) {
      throw new DataException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** {@return a new digest, by which contents are named in caches} */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private static Path hashFile(Path file) {
    return file.resolveSibling(file.getFileName() + ".sha256");
  }
}
