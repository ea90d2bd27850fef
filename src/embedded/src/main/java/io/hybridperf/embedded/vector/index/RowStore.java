package io.hybridperf.embedded.vector.index;

import io.hybridperf.embedded.vector.rpc.MilvusError;
import io.hybridperf.embedded.vector.rpc.RowDecoder;
import io.milvus.grpc.FieldData;
import io.milvus.grpc.InsertRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * One Lucene index and the log of what it has not committed: a write survives a crash when {@link
 * #force} has returned, and searches see it at once or after the next {@link #refresh}, as they
 * wish.
 */
public final class RowStore implements AutoCloseable {
  private static final double RAM_BUFFER_MB = 128;
  // Merging rebuilds graph links of what it merges in, so it must be worth the faster searches.
  private static final double WORTH_MERGING = 0.05;
  // In a commit, the number of the last logged write that it holds.
  private static final String LAST_WRITE = "last-write";

  private final Schema schema;
  private final Map<String, Metric> metrics;
  private final WriteLog log;
  private final Directory directory;
  private final IndexWriter writer;
  private final SearcherManager searchers;
  private final AtomicLong writes = new AtomicLong();
  private final Object refreshing = new Object();
  private volatile long visibleWrites;
  private long committedWrites;
  private long writesAtLastCheck;
  private long lastCommitNanos = System.nanoTime();

  /** A use of the index at one moment; closing it lets go of the files. */
  public final class View implements AutoCloseable {
    private final IndexSearcher searcher;

    private View(IndexSearcher searcher) {
      this.searcher = searcher;
    }

    public IndexSearcher searcher() {
      return searcher;
    }

    @Override
    public void close() {
      try {
        searchers.release(searcher);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private RowStore(Path folder, Schema schema, Map<String, VectorIndex> indexes)
      throws IOException {
    this.schema = schema;
    this.metrics =
        indexes.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, index -> index.getValue().metric()));
    this.directory = FSDirectory.open(folder);
    IndexWriterConfig config = new IndexWriterConfig();
    config.setRAMBufferSizeMB(RAM_BUFFER_MB);
    // Keeps rows in the order of their insertion, which decides between rows of one key.
    config.setMergePolicy(new LogDocMergePolicy());
    config.setUseCompoundFile(true);
    config.setMergeScheduler(new ConcurrentMergeScheduler());
    config.setCodec(
        new Lucene104Codec() {
          @Override
          public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return indexes.getOrDefault(field, VectorIndex.DEFAULT).format();
          }
        });
    this.writer = new IndexWriter(directory, config);
    this.searchers = new SearcherManager(writer, null);
    this.log = new WriteLog(folder);
  }

  /**
   * Opens a folder's rows, with every write that was acknowledged.
   *
   * @param schema of the rows
   * @param indexes by vector field, the same as ever for this folder in what is stored of them
   */
  public static RowStore open(Path folder, Schema schema, Map<String, VectorIndex> indexes)
      throws IOException {
    RowStore store = new RowStore(folder, schema, indexes);
    try {
      store.replay();
      return store;
    } catch (IOException | RuntimeException e) {
      try (store.directory;
          store.log) {
        store.writer.rollback();
      } catch (IOException inClosing) {
        e.addSuppressed(inClosing);
      }
      throw e;
    }
  }

  private synchronized void replay() throws IOException {
    long committed = 0;
    for (Map.Entry<String, String> entry : writer.getLiveCommitData()) {
      if (entry.getKey().equals(LAST_WRITE)) {
        committed = Long.parseLong(entry.getValue());
      }
    }
    log.replay(committed, this::apply);
    commit();
    log.clear();
    refresh();
  }

  /**
   * Makes a change and logs it, both between two commits: one that had the change without knowing
   * of its record would let a restart repeat it.
   *
   * @return its number, for {@link #force}
   * @throws MilvusError if the rows are not as the schema has them; then nothing is changed
   */
  public synchronized long write(Write write) throws IOException {
    apply(write);
    return log.append(write);
  }

  /** Returns when a write survives a crash of the machine. */
  void force(long number) throws IOException {
    log.force(number);
  }

  private void apply(Write write) throws IOException {
    switch (write) {
      case Write.Insert(InsertRequest rows) -> add(rows.getFieldsDataList(), rows.getNumRows());
      case Write.Upsert(InsertRequest rows) -> {
        for (Row row : decoded(rows.getFieldsDataList(), rows.getNumRows())) {
          writer.updateDocument(new Term(Row.KEY, row.key()), row.document());
        }
        writes.incrementAndGet();
      }
      case Write.Delete delete -> {
        writer.deleteDocuments(
            delete.bytes().stream().map(key -> new Term(Row.KEY, key)).toArray(Term[]::new));
        writes.incrementAndGet();
      }
    }
  }

  private List<Row> decoded(List<FieldData> columns, int count) {
    return RowDecoder.rows(schema, metrics, columns, count);
  }

  /** Appends rows without logging them: they are safe after the next commit. */
  void add(List<FieldData> columns, int count) throws IOException {
    for (Row row : decoded(columns, count)) {
      writer.addDocument(row.document());
    }
    writes.incrementAndGet();
  }

  /** The index with every write that had returned before this call. */
  public View current() throws IOException {
    refresh();
    return latest();
  }

  /** The index with every write that had returned before the latest refresh began. */
  View latest() throws IOException {
    return new View(searchers.acquire());
  }

  /** Makes every write that has returned visible. */
  void refresh() throws IOException {
    long needed = writes.get();
    if (visibleWrites < needed) {
      synchronized (refreshing) {
        if (visibleWrites < needed) {
          long included = writes.get();
          searchers.maybeRefreshBlocking();
          visibleWrites = included;
        }
      }
    }
  }

  /**
   * Commits if it is time to: there are writes, and either none came since the last call or the
   * latest commit is older than the limit. While rows stream in, each commit would cut off a small
   * segment whose graph is built only to be built again when it is merged.
   */
  synchronized void commitIfQuiet(long maxAgeNanos) throws IOException {
    long now = writes.get();
    boolean quiet = now == writesAtLastCheck;
    writesAtLastCheck = now;
    if (committedWrites == now) {
      lastCommitNanos = System.nanoTime();
    } else if (quiet || System.nanoTime() - lastCommitNanos > maxAgeNanos) {
      commit();
    }
  }

  /** Makes the index itself hold every write that has returned, and empties the log. */
  synchronized void commit() throws IOException {
    long included = writes.get();
    if (committedWrites < included) {
      commitAll();
      committedWrites = included;
    }
    lastCommitNanos = System.nanoTime();
  }

  private void commitAll() throws IOException {
    writer.setLiveCommitData(Map.of(LAST_WRITE, Long.toString(log.last())).entrySet());
    writer.commit();
    log.clear();
  }

  /** Commits, and joins the segments where that makes searches noticeably cheaper. */
  void optimize() throws IOException {
    boolean worthwhile;
    try (View view = current()) {
      int largest = 0;
      for (LeafReaderContext leaf : view.searcher().getLeafContexts()) {
        largest = Math.max(largest, leaf.reader().maxDoc());
      }
      int rest = view.searcher().getIndexReader().maxDoc() - largest;
      worthwhile = rest > WORTH_MERGING * largest;
    }
    if (worthwhile) {
      writer.forceMerge(1);
      writes.incrementAndGet();
    }
    commit();
  }

  @Override
  public synchronized void close() throws IOException {
    try (directory;
        log) {
      searchers.close();
      // Commits, and leaves merges under way to the next start.
      commitAll();
      writer.rollback();
    }
  }
}
