package io.hybridperf.feeders.file;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.CRC32C;

/** The CRC-32C that ends the suite's binary files. */
public final class Checksum {

  private Checksum() {}

  /** Fills the last four bytes with the checksum of all before them. */
  public static void append(byte[] bytes) {
    int length = bytes.length - Integer.BYTES;
    ByteBuffer.wrap(bytes).putInt(length, of(bytes, length));
  }

  /** The checksum at the end of {@code bytes}, once it agrees with what is before it. */
  public static int verify(ShippedFile file, byte[] bytes) {
    int recorded = ByteBuffer.wrap(bytes).getInt(bytes.length - Integer.BYTES);
    int actual = of(bytes, bytes.length - Integer.BYTES);
    if (recorded != actual) {
      throw file.damaged(
          String.format(Locale.ROOT, "its checksum is %08x, recorded is %08x", actual, recorded));
    }
    return recorded;
  }

  public static int of(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
