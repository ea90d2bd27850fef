package io.hybridperf.embedded.vector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

/**
 * One Lucene index: writes go to disk on {@link #commit}, and searches see them at once or after
 * the next {@link #refresh}, as they wish.
 */
final class RowStore implements AutoCloseable {
  private static final double RAM_BUFFER_MB = 128;
  // Merging rebuilds graph links of what it merges in, so it must be worth the faster searches.
  private static final double WORTH_MERGING = 0.05;

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
  final class View implements AutoCloseable {
    private final IndexSearcher searcher;

    private View(IndexSearcher searcher) {
      this.searcher = searcher;
    }

    IndexSearcher searcher() {
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

  RowStore(Path folder, Map<String, VectorIndex> indexes) throws IOException {
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
  }

  /** Appends rows, whether or not their keys are new. */
  void add(Iterable<Row> rows) throws IOException {
    for (Row row : rows) {
      writer.addDocument(row.document());
    }
    writes.incrementAndGet();
  }

  /** Puts each row in the place of all rows that have its key. */
  void replace(Iterable<Row> rows) throws IOException {
    for (Row row : rows) {
      writer.updateDocument(new Term(Row.KEY, row.key()), row.document());
    }
    writes.incrementAndGet();
  }

  /** Removes all rows of the keys. */
  void delete(List<BytesRef> keys) throws IOException {
    writer.deleteDocuments(keys.stream().map(key -> new Term(Row.KEY, key)).toArray(Term[]::new));
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

  /** Makes every write that has returned survive a crash. */
  synchronized void commit() throws IOException {
    long included = writes.get();
    if (committedWrites < included) {
      writer.commit();
      committedWrites = included;
    }
    lastCommitNanos = System.nanoTime();
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
  public void close() throws IOException {
    try (directory) {
      searchers.close();
      // Commits, and leaves merges under way to the next start.
      writer.commit();
      writer.rollback();
    }
  }
}
