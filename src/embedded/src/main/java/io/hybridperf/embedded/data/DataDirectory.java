package io.hybridperf.embedded.data;

import io.hybridperf.embedded.engine.EmbeddedPostgresql;
import io.hybridperf.embedded.engine.Postmaster;
import io.hybridperf.embedded.start.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder with everything the stack keeps, for one stack at a time.
 *
 * <p>A mark, written last, names what was loaded; another, written first, what is being loaded, so
 * that an interrupted load never passes for a complete one, and can go on. Without the right mark
 * the stores' folders are emptied and loaded again.
 */
public final class DataDirectory implements AutoCloseable {
  private final Path root;
  private final FileChannel lockFile;

  /** Where the stores keep their data. */
  private Path stores;

  private DataDirectory(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
    this.stores = root;
  }

  /**
   * Creates the folder if need be and takes it for this process.
   *
   * @throws StackException if it cannot be used or another stack has it
   */
  public static DataDirectory open(Path root) throws StackException {
    try {
      Files.createDirectories(root);
      if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
        // PostgreSQL's unpacked programs lie in here: nobody else may put others in their place.
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
      }
      Path owner = root.resolve("owner.pid");
      FileChannel channel =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!tryLock(channel)) {
        channel.close();
        throw new StackException(
            "data folder "
                + root
                + " is in use by another embedded stack, process "
                + readOr(owner, "unknown")
                + "; stop that one or give another --data-dir");
      }
      Files.writeString(owner, Long.toString(ProcessHandle.current().pid()));
      Files.createDirectories(root.resolve("logs"));
      return new DataDirectory(root, channel);
    } catch (IOException e) {
      throw new StackException(
          "data folder " + root + " cannot be used (" + e + "); give another --data-dir", e);
    }
  }

  public Path neo4j() {
    return stores.resolve("neo4j");
  }

  /** Where PostgreSQL's programs are unpacked. */
  public Path postgresqlPrograms() {
    return root.resolve("postgresql").resolve("programs");
  }

  public Path postgresqlCluster() {
    return EmbeddedPostgresql.clusterIn(stores.resolve("postgresql"));
  }

  public Path vectors() {
    return stores.resolve("vectors");
  }

  public Path log(String name) {
    return root.resolve("logs").resolve(name);
  }

  /** Whether exactly this has been loaded, to the end. */
  public boolean holds(DataContent content) throws IOException {
    return content.mark().equals(readOr(mark(), ""));
  }

  /** What was loaded to the end, whatever that is; empty if nothing was. */
  public Optional<DataContent> loaded() throws IOException {
    return Optional.of(readOr(mark(), "")).filter(mark -> !mark.isEmpty()).map(DataContent::of);
  }

  /**
   * Whether the stores hold a beginning of this, to which the rest can be added: a load of it that
   * was cut off, or fewer films.
   */
  public boolean holdsBeginningOf(DataContent content) throws IOException {
    for (Path mark : List.of(mark(), beginning())) {
      String there = readOr(mark, "");
      if (!there.isEmpty() && DataContent.of(there).isBeginningOf(content)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Notes that from now on the stores hold a part of the content. Only when all of them run and the
   * collection is there: what a first start leaves half made is of no use.
   */
  public void markBegun(DataContent content) throws IOException {
    write(beginning(), content);
    Files.deleteIfExists(mark());
  }

  /** Removes what the stores keep. Only while none of them runs. */
  public void empty() throws IOException {
    Files.deleteIfExists(mark());
    Files.deleteIfExists(beginning());
    for (Path store : storeFolders()) {
      deleteRecursively(store);
    }
  }

  private List<Path> storeFolders() {
    return List.of(neo4j(), postgresqlCluster(), vectors());
  }

  /**
   * From now on the stores' folders are a copy, which is deleted at the end or before the next one
   * is made. Only while none of them runs.
   */
  public void useCopy() throws IOException {
    List<Path> originals = storeFolders();
    Path copy = root.resolve("copy");
    stores = copy;
    // A stack that was killed may have left its own, and a server on it.
    Postmaster.endStale(postgresqlCluster());
    deleteRecursively(copy);
    for (Path original : originals) {
      copyRecursively(original, copy.resolve(root.relativize(original)));
    }
  }

  /** Notes that all of the content is loaded and durable. */
  public void markLoaded(DataContent content) throws IOException {
    write(mark(), content);
    Files.deleteIfExists(beginning());
  }

  private void write(Path mark, DataContent content) throws IOException {
    Path draft = root.resolve(mark.getFileName() + ".tmp");
    Files.writeString(draft, content.mark());
    Files.move(draft, mark, StandardCopyOption.ATOMIC_MOVE);
  }

  /** {@return bytes that can still be written} */
  public long freeBytes() throws IOException {
    return Files.getFileStore(root).getUsableSpace();
  }

  /** Lets the next stack have the folder. */
  @Override
  public void close() throws IOException {
    try (lockFile) {
      if (!stores.equals(root)) {
        deleteRecursively(stores);
      }
    }
  }

  @Override
  public String toString() {
    return root.toString();
  }

  private Path mark() {
    return root.resolve("loaded");
  }

  private Path beginning() {
    return root.resolve("loading");
  }

  // The lock lives as long as its channel.
  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static String readOr(Path file, String otherwise) throws IOException {
    try {
      return Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      return otherwise;
    }
  }

  private static void copyRecursively(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        // PostgreSQL refuses a folder that others may read.
        Files.copy(path, to.resolve(from.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void deleteRecursively(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
