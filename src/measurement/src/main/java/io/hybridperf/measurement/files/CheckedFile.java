package io.hybridperf.measurement.files;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.ObjLongConsumer;

/**
 * Reads a regular file of a bounded size. Anything else in its place (a folder, a pipe that nobody
 * writes to, a device without end) is refused before it is opened; and of what has no end though it
 * looks like a file, as some in {@code /proc}, no more is read than it is said to hold.
 */
public final class CheckedFile {

  /** The most that a file may hold which is read as a whole. */
  public static final int MOST_BYTES = 64 << 20;

  /** The most that a file may hold which is read line by line: days of load. */
  static final long MOST_BYTES_OF_LINES = 8L << 30;

  /** The most that one line of a log may hold. */
  private static final int MOST_BYTES_A_LINE = 1 << 20;

  private static final int BUFFER_BYTES = 1 << 16;

  private CheckedFile() {}

  /**
   * Reads all of a file.
   *
   * @param file the file
   * @return its bytes
   * @throws DamagedFile if there is no regular file, it is larger than {@link #MOST_BYTES}, or it
   *     cannot be read
   */
  public static byte[] bytes(Path file) {
    try (InputStream in = open(file, MOST_BYTES)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Reads all of a file of text.
   *
   * @param file the file, in UTF-8
   * @return its text
   * @throws DamagedFile as {@link #bytes}, or if it is not UTF-8
   */
  public static String text(Path file) {
    try {
      return decode(bytes(file));
    } catch (CharacterCodingException e) {
      throw new DamagedFile(file, "not UTF-8");
    }
  }

  /**
   * Reads a file line by line. A last line without its line break was being written when the
   * process ended, and is left out.
   *
   * @param file the file, in UTF-8
   * @param each takes a line and its number, from 1
   * @throws DamagedFile if there is no regular file, it is larger than {@link
   *     #MOST_BYTES_OF_LINES}, or a line is too long or not UTF-8
   */
  public static void completeLines(Path file, ObjLongConsumer<String> each) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    long number = 1;
    try (InputStream in = open(file, MOST_BYTES_OF_LINES)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        int start = 0;
        for (int at = 0; at < read; at++) {
          if (buffer[at] == '\n') {
            line.write(buffer, start, at - start);
            each.accept(decode(line.toByteArray()), number);
            line.reset();
            start = at + 1;
            number++;
          }
        }
        line.write(buffer, start, read - start);
        if (line.size() > MOST_BYTES_A_LINE) {
          throw new DamagedFile(
              file,
              number,
              String.format(Locale.ROOT, "longer than %d MiB", MOST_BYTES_A_LINE >> 20));
        }
      }
    } catch (CharacterCodingException e) {
      throw new DamagedFile(file, number, "not UTF-8");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * The size of a file.
   *
   * @param file the file
   * @return bytes
   * @throws DamagedFile if there is no regular file
   */
  public static long size(Path file) {
    try {
      return Files.size(regular(file));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * The digest of a file.
   *
   * @param file the file
   * @return SHA-256 in hexadecimal
   * @throws DamagedFile if there is no regular file, it is larger than {@link
   *     #MOST_BYTES_OF_LINES}, or it cannot be read
   */
  public static String sha256(Path file) {
    MessageDigest digest = newSha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = open(file, MOST_BYTES_OF_LINES)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * The digest of bytes.
   *
   * @param bytes what a file holds, or will
   * @return SHA-256 in hexadecimal
   */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(newSha256().digest(bytes));
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** Up to where the file ends now: whoever writes on, is not waited for. */
  private static InputStream open(Path file, long mostBytes) throws IOException {
    long bytes = size(file);
    if (bytes > mostBytes) {
      throw new DamagedFile(
          file, String.format(Locale.ROOT, "larger than %d MiB", mostBytes >> 20));
    }
    return new BoundedStream(Files.newInputStream(file), bytes);
  }

  private static final class BoundedStream extends FilterInputStream {
    private long left;

    BoundedStream(InputStream in, long bytes) {
      super(in);
      left = bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = left == 0 ? -1 : super.read(bytes, offset, (int) Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }
  }

  private static Path regular(Path file) {
    if (!Files.exists(file)) {
      throw new DamagedFile(file, "missing");
    }
    if (!Files.isRegularFile(file)) {
      throw new DamagedFile(file, "not a file");
    }
    return file;
  }

  private static String decode(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static DamagedFile unreadable(Path file, IOException e) {
    DamagedFile damaged = new DamagedFile(file, "cannot be read: " + e);
    damaged.initCause(e);
    return damaged;
  }
}
