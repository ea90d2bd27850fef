package io.hybridperf.embedded.vector.index;

import io.hybridperf.embedded.vector.schema.RequestException;
import io.hybridperf.embedded.vector.schema.RequestException.Reason;
import io.hybridperf.embedded.vector.schema.Schema;
import io.hybridperf.embedded.vector.schema.ServerName;
import io.milvus.grpc.CollectionSchema;
import io.milvus.grpc.CreateCollectionRequest;
import io.milvus.grpc.DescribeCollectionResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.lucene.store.AlreadyClosedException;

/** The collections of one data folder. */
public final class Catalog implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Catalog.class.getName());
  // How much a restart after a crash has to read from the log: the writes of the last one to two
  // seconds, and while writes keep coming those of the last five.
  private static final long COMMIT_INTERVAL_MILLIS = 1000;
  private static final long MAX_COMMIT_AGE_NANOS = TimeUnit.SECONDS.toNanos(5);
  // How stale a bounded or eventual read is at most, plus what a refresh takes. Milvus allows five
  // seconds; each refresh cuts off a segment, which every search visits until it is merged.
  private static final long REFRESH_INTERVAL_MILLIS = 1000;

  private final Path root;
  private final FileChannel lock;
  private final Map<String, Collection> byName = new ConcurrentHashMap<>();
  // Two threads, so that a commit does not hold up a refresh.
  private final ScheduledExecutorService upkeep =
      Executors.newScheduledThreadPool(
          2, task -> Thread.ofPlatform().daemon().name("vector-upkeep").unstarted(task));

  /**
   * Opens the collections of a folder, which is made if need be.
   *
   * @throws IOException if it cannot be used, or another server uses it
   */
  public Catalog(Path root) throws IOException {
    this.root = Files.createDirectories(root);
    this.lock =
        FileChannel.open(
            root.resolve("server.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (!tryLock()) {
        throw new IOException(
            "data folder "
                + root
                + " is in use by another "
                + ServerName.NAME
                + "; stop that one or choose another folder");
      }
      openAll();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    keepUp(COMMIT_INTERVAL_MILLIS, collection -> collection.commitIfQuiet(MAX_COMMIT_AGE_NANOS));
    keepUp(REFRESH_INTERVAL_MILLIS, Collection::refresh);
  }

  private interface Upkeep {
    void of(Collection collection) throws IOException;
  }

  /** Does it to every collection, again and again; failures are logged. */
  private void keepUp(long intervalMillis, Upkeep task) {
    Runnable round =
        () -> {
          for (Collection collection : byName.values()) {
            try {
              task.of(collection);
            } catch (AlreadyClosedException e) {
              // Dropped meanwhile.
            } catch (IOException | RuntimeException e) {
              LOG.log(
                  Level.ERROR, "Cannot keep up collection " + collection.name() + " in " + root, e);
            }
          }
        };
    // Nothing to wait for: it reports its own failures.
    Future<?> _ =
        upkeep.scheduleWithFixedDelay(round, intervalMillis, intervalMillis, TimeUnit.MILLISECONDS);
  }

  private boolean tryLock() throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Locked by this very process.
      return false;
    }
  }

  private void openAll() throws IOException {
    List<Path> folders;
    try (Stream<Path> children = Files.list(root)) {
      folders = children.filter(Files::isDirectory).toList();
    }
    for (Path folder : folders) {
      if (Files.exists(folder.resolve(CollectionFile.NAME))) {
        Collection collection = Collection.open(folder);
        byName.put(collection.name(), collection);
      } else {
        // Left by a crash while it was made or dropped.
        Folders.delete(folder);
      }
    }
  }

  /**
   * Finds a collection.
   *
   * @throws RequestException if there is none of this name
   */
  public Collection get(String name) {
    Collection collection = byName.get(name);
    if (collection == null) {
      throw new RequestException(
          Reason.COLLECTION_NOT_FOUND,
          "collection not found[database=default][collection=" + name + "]");
    }
    return collection;
  }

  public boolean has(String name) {
    return byName.containsKey(name);
  }

  /** All collections, oldest first. */
  public List<Collection> all() {
    List<Collection> all = new ArrayList<>(byName.values());
    all.sort(Comparator.comparingLong(c -> c.description().getCollectionID()));
    return all;
  }

  /**
   * Makes a collection; one that is there already with the same schema and consistency level is
   * fine.
   */
  public synchronized void create(CreateCollectionRequest request, CollectionSchema sent)
      throws IOException {
    String name = request.getCollectionName();
    Schema schema = Schema.create(sent.toBuilder().setName(name).build());
    Collection existing = byName.get(name);
    if (existing != null) {
      if (existing.schema().proto().equals(schema.proto())
          && existing.description().getConsistencyLevel() == request.getConsistencyLevel()) {
        return;
      }
      throw new RequestException(
          "create duplicate collection with different parameters, collection: " + name);
    }
    long id = Timestamps.next();
    DescribeCollectionResponse description =
        DescribeCollectionResponse.newBuilder()
            .setSchema(schema.proto())
            .setCollectionID(id)
            .setCollectionName(name)
            .setDbName("default")
            .setCreatedTimestamp(id)
            .setUpdateTimestamp(id)
            .setCreatedUtcTimestamp(System.currentTimeMillis())
            .setShardsNum(1)
            .setNumPartitions(1)
            .setConsistencyLevel(request.getConsistencyLevel())
            .addAllProperties(request.getPropertiesList())
            .build();
    byName.put(name, Collection.create(root.resolve(Long.toString(id)), description));
  }

  /** Drops a collection; one that is not there is fine. */
  public synchronized void drop(String name) throws IOException {
    Collection collection = byName.remove(name);
    if (collection != null) {
      collection.close();
      Files.delete(collection.folder().resolve(CollectionFile.NAME));
      Folders.delete(collection.folder());
    }
  }

  @Override
  public synchronized void close() throws IOException {
    // Not by interrupting it, which would close the files under a commit.
    upkeep.shutdown();
    try {
      // What is under way must not find its index closed.
      if (!upkeep.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "A commit in {0} takes more than 10 s; closing anyway", root);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (lock) {
      for (Collection collection : byName.values()) {
        collection.close();
      }
    } finally {
      byName.clear();
    }
  }
}
