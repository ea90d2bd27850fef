package io.hybridperf.embedded.vector.index;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * The writes that an index has not committed yet, in a file beside it, so that neither a killed
 * process nor a machine that lost its power forgets an acknowledged one. Committing for each write
 * would cost a segment and some ten times the disk's time.
 *
 * <p>A record is the message's length (4 bytes), the write's number (8), its tag (1), the message,
 * and the CRC32C of all these (4). Numbers go on by one. Appending and clearing are for one thread
 * at a time, forcing for any.
 */
final class WriteLog implements Closeable {
  static final String NAME = "writes.log";

  private static final Logger LOG = System.getLogger(WriteLog.class.getName());
  private static final int HEADER_BYTES = Integer.BYTES + Long.BYTES + 1;
  private static final int OVERHEAD_BYTES = HEADER_BYTES + Integer.BYTES;
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path path;
  private final FileChannel file;
  private final Object forcing = new Object();
  private long endBytes;
  private volatile long last;
  private volatile long durable;

  /** Takes the writes that are read back. */
  interface Replay {
    void take(RowWrite write) throws IOException;
  }

  private record Entry(long number, RowWrite write, long bytes) {}

  /** Opens a folder's log, or begins one. */
  WriteLog(Path folder) throws IOException {
    this.path = folder.resolve(NAME);
    this.file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    // A file outlives its machine's crash only if its folder knows it.
    IOUtils.fsync(folder, true);
    IOUtils.fsync(folder.toAbsolutePath().getParent(), true);
  }

  /**
   * Reads the writes back, oldest first. What a crash left unfinished at the end, and so without an
   * acknowledgement, is left out.
   *
   * @param committed the number of the last write that is not needed any more
   */
  void replay(long committed, Replay replay) throws IOException {
    last = committed;
    long left = file.size();
    BufferedInputStream in = new BufferedInputStream(Channels.newInputStream(file), BUFFER_BYTES);
    Entry previous = null;
    Entry entry = next(in, left);
    // A gap is where the machine stopped between the parts of what it had to write.
    while (entry != null && (previous == null || entry.number() == previous.number() + 1)) {
      if (entry.number() > committed) {
        replay.take(entry.write());
        last = entry.number();
      }
      left -= entry.bytes();
      previous = entry;
      entry = next(in, left);
    }
    if (left > 0) {
      LOG.log(Level.WARNING, "{0}: dropped {1} bytes of an unfinished write", path, left);
    }
  }

  private @Nullable Entry next(BufferedInputStream bytes, long leftBytes) throws IOException {
    if (leftBytes < OVERHEAD_BYTES) {
      return null;
    }
    CheckedInputStream checked = new CheckedInputStream(bytes, new CRC32C());
    DataInputStream in = new DataInputStream(checked);
    int length = in.readInt();
    if (length < 0 || length > leftBytes - OVERHEAD_BYTES) {
      return null;
    }
    long number = in.readLong();
    byte tag = in.readByte();
    byte[] message = in.readNBytes(length);
    long sum = checked.getChecksum().getValue();
    if ((int) sum != in.readInt()) {
      return null;
    }
    try {
      return new Entry(number, RowWrite.read(tag, message), OVERHEAD_BYTES + length);
    } catch (IOException e) {
      throw new IOException(
          path
              + " has a write that cannot be read ("
              + e.getMessage()
              + "); delete the data folder to rebuild it",
          e);
    }
  }

  /**
   * Appends a write. It survives this process from now on, the machine once {@link #force} has
   * returned.
   *
   * @return its number
   */
  long append(RowWrite write) throws IOException {
    long number = last + 1;
    // Whatever is behind the end was left by an append that failed.
    file.position(endBytes);
    CheckedOutputStream checked =
        new CheckedOutputStream(
            new BufferedOutputStream(Channels.newOutputStream(file), BUFFER_BYTES), new CRC32C());
    DataOutputStream out = new DataOutputStream(checked);
    out.writeInt(write.message().getSerializedSize());
    out.writeLong(number);
    out.writeByte(write.tag());
    write.message().writeTo(out);
    out.writeInt((int) checked.getChecksum().getValue());
    out.flush();
    endBytes = file.position();
    last = number;
    return number;
  }

  /** {@return the number of the last write} */
  long last() {
    return last;
  }

  /** Returns when a write is on the disk; those who wait at the same time share one way there. */
  void force(long number) throws IOException {
    if (durable >= number) {
      return;
    }
    synchronized (forcing) {
      if (durable < number) {
        long included = last;
        file.force(false);
        durable = included;
      }
    }
  }

  /** Forgets all writes, because they are committed. */
  void clear() throws IOException {
    synchronized (forcing) {
      file.truncate(0);
      endBytes = 0;
      durable = last;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
