package io.hybridperf.embedded.vector.index;

import io.hybridperf.embedded.vector.filter.Filter;
import io.hybridperf.embedded.vector.filter.FilterBits;
import io.hybridperf.embedded.vector.schema.RequestException;
import io.hybridperf.embedded.vector.schema.Schema;
import io.milvus.grpc.IDs;
import io.milvus.grpc.InsertRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.FixedBitSet;

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
  private final WriteLog log;
  private final Directory directory;
  private final IndexWriter writer;
  private final SearcherManager searchers;
  private final AtomicLong writes = new AtomicLong();
  private final Object refreshing = new Object();
  private volatile VectorIndex index;
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

    /** {@return the index} */
    public IndexSearcher searcher() {
      return searcher;
    }

    /**
     * The rows that match.
     *
     * @param filter the condition
     * @return hits with their keys, ordered by place
     * @throws IOException if the index cannot be read
     */
    public List<Hit> matching(Filter filter) throws IOException {
      List<Hit> hits = new ArrayList<>();
      List<LeafReaderContext> leaves = searcher.getLeafContexts();
      for (int leaf = 0; leaf < leaves.size(); leaf++) {
        FixedBitSet bits = FilterBits.matching(filter, searcher, leaves.get(leaf));
        DocIdSetIterator docs = new BitSetIterator(bits, 0);
        for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
          hits.add(new Hit(leaf, doc, 0));
        }
      }
      Columns.readKeys(searcher, hits, schema.primaryKey());
      return hits;
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

  private RowStore(Path folder, Schema schema, VectorIndex index) throws IOException {
    this.schema = schema;
    this.index = index;
    this.directory = FSDirectory.open(folder);
    IndexWriterConfig config = new IndexWriterConfig();
    config.setRAMBufferSizeMB(RAM_BUFFER_MB);
    // Joins only segments of like size: each join links what it takes in anew.
    config.setMergePolicy(new LogDocMergePolicy());
    config.setUseCompoundFile(true);
    config.setMergeScheduler(new ConcurrentMergeScheduler());
    config.setCodec(
        new Lucene104Codec() {
          @Override
          public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return RowStore.this.index.format();
          }
        });
    this.writer = new IndexWriter(directory, config);
    this.searchers = new SearcherManager(writer, null);
    this.log = new WriteLog(folder);
  }

  /**
   * Opens a folder's rows, with every write that was acknowledged.
   *
   * @param folder made if need be
   * @param schema of the rows
   * @param index over their vectors, the same as ever for this folder
   */
  static RowStore open(Path folder, Schema schema, VectorIndex index) throws IOException {
    RowStore store = new RowStore(folder, schema, index);
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

  /** Whether there ever was a row. */
  boolean hasRows() {
    return writer.getDocStats().maxDoc > 0;
  }

  /** From now on rows are linked this way; only while there are none. */
  void use(VectorIndex changed) {
    index = changed;
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
   * @throws RequestException if the rows are not as the schema has them; then nothing is changed
   */
  synchronized long write(RowWrite write) throws IOException {
    apply(write);
    return log.append(write);
  }

  /** Returns when a write survives a crash of the machine. */
  void force(long number) throws IOException {
    log.force(number);
  }

  private void apply(RowWrite write) throws IOException {
    switch (write) {
      case RowWrite.Upsert(InsertRequest rows) -> {
        for (Row row : RowDecoder.rows(schema, rows.getFieldsDataList(), rows.getNumRows())) {
          writer.updateDocument(new Term(Row.KEY, row.key()), row.document());
        }
      }
      case RowWrite.Delete(IDs keys) ->
          writer.deleteDocuments(
              keys.getIntId().getDataList().stream()
                  .map(key -> new Term(Row.KEY, Row.key(key)))
                  .toArray(Term[]::new));
    }
    writes.incrementAndGet();
  }

  /** The index with every write that had returned before this call. */
  View current() throws IOException {
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
