package io.hybridperf.embedded.vector.index;

import io.hybridperf.embedded.vector.filter.Filter;
import io.hybridperf.embedded.vector.filter.FilterBits;
import io.hybridperf.embedded.vector.rpc.MilvusError;
import io.milvus.grpc.ConsistencyLevel;
import io.milvus.grpc.DescribeCollectionResponse;
import io.milvus.grpc.DescribeIndexResponse;
import io.milvus.grpc.FieldData;
import io.milvus.grpc.IndexDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.FixedBitSet;

/**
 * One collection: its description, which is kept in a file beside its rows, and the rows. Changes
 * come one at a time; reads at any time.
 */
public final class Collection implements AutoCloseable {
  private final Path folder;
  private final Schema schema;
  private volatile CollectionFile file;
  private volatile Map<String, VectorIndex> indexes;
  private volatile RowStore rows;

  private Collection(Path folder, CollectionFile file) throws IOException {
    this.folder = folder;
    this.file = file;
    this.schema = Schema.stored(file.description().getSchema());
    this.indexes = vectorIndexes(file.indexes());
    this.rows = RowStore.open(rowsFolder(file.generation()), schema, indexes);
  }

  /** Makes the collection's folder, durably. */
  static Collection create(Path folder, DescribeCollectionResponse description) throws IOException {
    CollectionFile file =
        new CollectionFile(description, DescribeIndexResponse.getDefaultInstance(), 0, false);
    file.write(folder);
    return new Collection(folder, file);
  }

  static Collection open(Path folder) throws IOException {
    return new Collection(folder, CollectionFile.read(folder));
  }

  private Path rowsFolder(long generation) {
    return folder.resolve("rows-" + generation);
  }

  private Map<String, VectorIndex> vectorIndexes(DescribeIndexResponse descriptions) {
    Map<String, VectorIndex> found = new HashMap<>();
    for (IndexDescription index : descriptions.getIndexDescriptionsList()) {
      if (schema.vectors().containsKey(index.getFieldName())) {
        found.put(index.getFieldName(), VectorIndex.of(index));
      }
    }
    return Map.copyOf(found);
  }

  Path folder() {
    return folder;
  }

  public Schema schema() {
    return schema;
  }

  public DescribeCollectionResponse description() {
    return file.description();
  }

  public String name() {
    return file.description().getCollectionName();
  }

  public List<IndexDescription> indexes() {
    return file.indexes().getIndexDescriptionsList();
  }

  public boolean loaded() {
    return file.loaded();
  }

  /** The index that serves searches of a vector field. */
  public VectorIndex index(Schema.Vector field) {
    return indexes.getOrDefault(field.name(), VectorIndex.DEFAULT);
  }

  synchronized void rename(String name) throws IOException {
    DescribeCollectionResponse.Builder renamed = file.description().toBuilder();
    renamed.setCollectionName(name).getSchemaBuilder().setName(name);
    store(file.withDescription(renamed.build()));
  }

  public synchronized void setLoaded(boolean loaded) throws IOException {
    if (loaded && indexes.size() < schema.vectors().size()) {
      throw new MilvusError(
          MilvusError.INDEX_NOT_FOUND, "index not found[collection=" + name() + "]");
    }
    if (loaded != file.loaded()) {
      store(file.withLoaded(loaded));
    }
  }

  /** Adds an index; rows that are stored for another graph are written anew. */
  public synchronized void addIndex(IndexDescription index) throws IOException {
    DescribeIndexResponse all = file.indexes().toBuilder().addIndexDescriptions(index).build();
    setIndexes(all);
  }

  public synchronized void removeIndexes(List<IndexDescription> removed) throws IOException {
    DescribeIndexResponse.Builder rest = DescribeIndexResponse.newBuilder();
    for (IndexDescription index : indexes()) {
      if (!removed.contains(index)) {
        rest.addIndexDescriptions(index);
      }
    }
    setIndexes(rest.build());
  }

  private void setIndexes(DescribeIndexResponse all) throws IOException {
    Map<String, VectorIndex> wanted = vectorIndexes(all);
    boolean sameGraphs =
        schema.vectors().keySet().stream()
            .allMatch(field ->
                wanted
                    .getOrDefault(field, VectorIndex.DEFAULT)
                    .sameGraphAs(indexes.getOrDefault(field, VectorIndex.DEFAULT)));
    if (sameGraphs) {
      store(file.withIndexes(all, file.generation()));
      indexes = wanted;
      return;
    }
    long generation = file.generation() + 1;
    Folders.delete(rowsFolder(generation));
    RowStore rewritten = RowStore.open(rowsFolder(generation), schema, wanted);
    RowStore old = rows;
    try (RowStore.View view = old.current()) {
      new RowCopy(schema, indexes).copy(view.searcher(), rewritten);
      rewritten.optimize();
      store(file.withIndexes(all, generation));
    } catch (IOException | RuntimeException e) {
      rewritten.close();
      throw e;
    }
    indexes = wanted;
    rows = rewritten;
    old.close();
    Folders.delete(rowsFolder(generation - 1));
  }

  private void store(CollectionFile changed) throws IOException {
    changed.write(folder);
    file = changed;
  }

  public void insert(List<FieldData> columns, int count) throws IOException {
    write(Write.insert(columns, count));
  }

  public void upsert(List<FieldData> columns, int count) throws IOException {
    write(Write.upsert(columns, count));
  }

  private void write(Write write) throws IOException {
    RowStore written;
    long number;
    synchronized (this) {
      written = rows;
      number = written.write(write);
    }
    // Meanwhile the next may write, and have its way to the disk together with others.
    written.force(number);
  }

  /**
   * Deletes the rows that match.
   *
   * @return how many rows were there
   */
  public long delete(Filter filter) throws IOException {
    RowStore written;
    long number;
    List<Hit> hits;
    synchronized (this) {
      written = rows;
      try (RowStore.View view = written.current()) {
        hits = matching(view.searcher(), filter);
        Columns.readKeys(view.searcher().getLeafContexts(), hits, schema.primaryKey());
      }
      Hit[] keys = hits.toArray(Hit[]::new);
      number = written.write(new Write.Delete(Columns.ids(keys, schema.primaryKey())));
    }
    written.force(number);
    return hits.size();
  }

  /** The rows with every write that had returned before this call. */
  public RowStore.View current() throws IOException {
    return rows.current();
  }

  /** The rows as a read of this consistency level may see them. */
  public RowStore.View view(boolean byDefault, ConsistencyLevel requested) throws IOException {
    ConsistencyLevel level = byDefault ? file.description().getConsistencyLevel() : requested;
    return switch (level) {
      case Bounded, Eventually -> rows.latest();
      case Strong, Session, Customized, UNRECOGNIZED -> rows.current();
    };
  }

  /** Makes every write that has returned visible to all reads. */
  void refresh() throws IOException {
    rows.refresh();
  }

  /** The rows that match, ordered by place. */
  public static List<Hit> matching(IndexSearcher searcher, Filter filter) throws IOException {
    List<Hit> hits = new ArrayList<>();
    List<LeafReaderContext> leaves = searcher.getLeafContexts();
    for (int leaf = 0; leaf < leaves.size(); leaf++) {
      FixedBitSet bits = FilterBits.matching(filter, searcher, leaves.get(leaf));
      DocIdSetIterator docs = new BitSetIterator(bits, 0);
      for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
        hits.add(new Hit(leaf, doc, 0));
      }
    }
    return hits;
  }

  void commitIfQuiet(long maxAgeNanos) throws IOException {
    rows.commitIfQuiet(maxAgeNanos);
  }

  public synchronized void flush() throws IOException {
    rows.optimize();
  }

  @Override
  public synchronized void close() throws IOException {
    rows.close();
  }
}
