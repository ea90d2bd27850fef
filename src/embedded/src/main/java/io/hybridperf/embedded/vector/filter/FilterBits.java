package io.hybridperf.embedded.vector.filter;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;

/** Evaluates a filter in one segment. */
public final class FilterBits {
  private final IndexSearcher searcher;
  private final LeafReaderContext leaf;

  private FilterBits(IndexSearcher searcher, LeafReaderContext leaf) {
    this.searcher = searcher;
    this.leaf = leaf;
  }

  /**
   * The live documents of a segment that match.
   *
   * @param filter the condition
   * @param searcher of the index
   * @param leaf the segment
   * @return one bit a document
   * @throws IOException if the index cannot be read
   */
  public static FixedBitSet matching(Filter filter, IndexSearcher searcher, LeafReaderContext leaf)
      throws IOException {
    FixedBitSet bits = new FilterBits(searcher, leaf).evaluate(filter);
    Bits live = leaf.reader().getLiveDocs();
    if (live != null) {
      live.applyMask(bits, 0);
    }
    return bits;
  }

  // Boolean operators work on bit sets rather than through BooleanQuery, whose limit on clauses is
  // one setting for the whole JVM, which Neo4j's own Lucene indexes share.
  private FixedBitSet evaluate(Filter filter) throws IOException {
    return switch (filter) {
      case Filter.All all -> {
        FixedBitSet bits = new FixedBitSet(leaf.reader().maxDoc());
        bits.set(0, bits.length());
        yield bits;
      }
      case Filter.And(List<Filter> all) -> {
        FixedBitSet bits = evaluate(all.getFirst());
        for (Filter next : all.subList(1, all.size())) {
          bits.and(evaluate(next));
        }
        yield bits;
      }
      case Filter.Or(List<Filter> any) -> {
        FixedBitSet bits = evaluate(any.getFirst());
        for (Filter next : any.subList(1, any.size())) {
          bits.or(evaluate(next));
        }
        yield bits;
      }
      case Filter.Range(String field, long low, long high) ->
          collect(
              low > high ? MatchNoDocsQuery.INSTANCE : LongField.newRangeQuery(field, low, high));
      case Filter.AnyOf any -> collect(anyOf(any));
      case Filter.AnyText(String field, List<String> values) ->
          collect(
              values.isEmpty()
                  ? MatchNoDocsQuery.INSTANCE
                  : KeywordField.newSetQuery(field, values.stream().map(BytesRef::new).toList()));
    };
  }

  private static Query anyOf(Filter.AnyOf any) {
    List<Long> values = any.values();
    return switch (values.size()) {
      case 0 -> MatchNoDocsQuery.INSTANCE;
      case 1 -> LongField.newExactQuery(any.field(), values.getFirst());
      default ->
          LongField.newSetQuery(any.field(), values.stream().mapToLong(Long::longValue).toArray());
    };
  }

  private FixedBitSet collect(Query query) throws IOException {
    FixedBitSet bits = new FixedBitSet(leaf.reader().maxDoc());
    Scorer scorer =
        searcher
            .createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1)
            .scorer(leaf);
    if (scorer != null) {
      bits.or(scorer.iterator());
    }
    return bits;
  }
}
