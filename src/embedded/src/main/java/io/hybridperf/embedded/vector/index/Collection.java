package io.hybridperf.embedded.vector.index;

import io.hybridperf.embedded.vector.filter.Filter;
import io.hybridperf.embedded.vector.schema.RequestException;
import io.hybridperf.embedded.vector.schema.RequestException.Reason;
import io.hybridperf.embedded.vector.schema.Schema;
import io.milvus.grpc.ConsistencyLevel;
import io.milvus.grpc.DescribeCollectionResponse;
import io.milvus.grpc.IndexDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One collection: its description, which is kept in a file beside its rows, and the rows. Changes
 * come one at a time; reads at any time.
 */
public final class Collection implements AutoCloseable {
  private static final String ROWS = "rows";

  private final Path folder;
  private final Schema schema;
  private final RowStore rows;
  private volatile CollectionFile file;

  private Collection(Path folder, CollectionFile file) throws IOException {
    this.folder = folder;
    this.file = file;
    this.schema = Schema.stored(file.description().getSchema());
    this.rows =
        RowStore.open(
            folder.resolve(ROWS),
            schema,
            file.hasIndex() ? VectorIndex.of(file.index()) : VectorIndex.DEFAULT);
  }

  /** Makes the collection's folder, durably. */
  static Collection create(Path folder, DescribeCollectionResponse description) throws IOException {
    CollectionFile file =
        new CollectionFile(description, IndexDescription.getDefaultInstance(), false);
    file.write(folder);
    return new Collection(folder, file);
  }

  static Collection open(Path folder) throws IOException {
    return new Collection(folder, CollectionFile.read(folder));
  }

  Path folder() {
    return folder;
  }

  /** {@return its fields} */
  public Schema schema() {
    return schema;
  }

  /** {@return what clients are told about it} */
  public DescribeCollectionResponse description() {
    return file.description();
  }

  /** {@return its name} */
  public String name() {
    return file.description().getCollectionName();
  }

  /** {@return what clients are told about its index, if it has one} */
  public Optional<IndexDescription> index() {
    CollectionFile now = file;
    return now.hasIndex() ? Optional.of(now.index()) : Optional.empty();
  }

  /** {@return whether it answers searches} */
  public boolean loaded() {
    return file.loaded();
  }

  /**
   * Lets it answer searches, or not.
   *
   * @param loaded whether it shall
   * @throws RequestException if it has no index yet
   * @throws IOException if that cannot be noted
   */
  public synchronized void setLoaded(boolean loaded) throws IOException {
    if (loaded && !file.hasIndex()) {
      throw new RequestException(
          Reason.INDEX_NOT_FOUND, "index not found[collection=" + name() + "]");
    }
    if (loaded != file.loaded()) {
      store(new CollectionFile(file.description(), file.index(), loaded));
    }
  }

  /**
   * Gives it its index; the same again is fine.
   *
   * @param index over the vector field
   * @throws RequestException if it has another one, or rows already
   * @throws IOException if that cannot be noted
   */
  public synchronized void createIndex(IndexDescription index) throws IOException {
    VectorIndex graph = VectorIndex.of(index);
    if (file.hasIndex()) {
      if (index.getIndexName().equals(file.index().getIndexName())
          && index.getParamsList().equals(file.index().getParamsList())) {
        return;
      }
      throw new RequestException(
          "CreateIndex failed: at most one distinct index is allowed per field");
    }
    if (rows.hasRows()) {
      throw RequestException.unsupported("an index that is made after the first rows");
    }
    store(new CollectionFile(file.description(), index, file.loaded()));
    rows.use(graph);
  }

  private void store(CollectionFile changed) throws IOException {
    changed.write(folder);
    file = changed;
  }

  /**
   * Writes rows, in the place of those that have their keys.
   *
   * @param write the rows
   * @throws RequestException if they are not as the schema has them
   * @throws IOException if they cannot be made durable
   */
  public void write(RowWrite write) throws IOException {
    long number;
    synchronized (this) {
      number = rows.write(write);
    }
    // Meanwhile the next may write, and have its way to the disk together with others.
    rows.force(number);
  }

  /**
   * Deletes the rows that match.
   *
   * @param filter the condition
   * @return how many rows were there
   * @throws IOException if that cannot be made durable
   */
  public long delete(Filter filter) throws IOException {
    long number;
    List<Hit> hits;
    synchronized (this) {
      try (RowStore.View view = rows.current()) {
        hits = view.matching(filter);
      }
      number = rows.write(new RowWrite.Delete(Columns.ids(hits)));
    }
    rows.force(number);
    return hits.size();
  }

  /**
   * The rows as a read of a consistency level may see them.
   *
   * @param byDefault whether the collection's own level counts
   * @param requested the level that counts otherwise
   * @return the rows, to be closed by the caller
   * @throws IOException if the index cannot be read
   */
  public RowStore.View view(boolean byDefault, ConsistencyLevel requested) throws IOException {
    ConsistencyLevel level = byDefault ? file.description().getConsistencyLevel() : requested;
    return switch (level) {
      case Bounded, Eventually -> rows.latest();
      case Strong, Session, Customized, UNRECOGNIZED -> rows.current();
    };
  }

  /**
   * Counts the rows.
   *
   * @return how many there are with every write that had returned before this call
   * @throws IOException if the index cannot be read
   */
  public int rowCount() throws IOException {
    try (RowStore.View view = rows.current()) {
      return view.searcher().getIndexReader().numDocs();
    }
  }

  /** Makes every write that has returned visible to all reads. */
  void refresh() throws IOException {
    rows.refresh();
  }

  void commitIfQuiet(long maxAgeNanos) throws IOException {
    rows.commitIfQuiet(maxAgeNanos);
  }

  /**
   * Commits, and joins segments where that makes searches noticeably cheaper.
   *
   * @throws IOException if the index cannot be written
   */
  public synchronized void flush() throws IOException {
    rows.optimize();
  }

  @Override
  public synchronized void close() throws IOException {
    rows.close();
  }
}
