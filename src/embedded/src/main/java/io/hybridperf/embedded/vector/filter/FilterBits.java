package io.hybridperf.embedded.vector.filter;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.LongBitSet;
import org.jspecify.annotations.Nullable;

/** Evaluates a filter in one segment. */
public final class FilterBits {
  private final IndexSearcher searcher;
  private final LeafReaderContext leaf;

  private FilterBits(IndexSearcher searcher, LeafReaderContext leaf) {
    this.searcher = searcher;
    this.leaf = leaf;
  }

  /** The live documents of a segment that match. */
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
  // one setting for the whole JVM, which other engines share.
  private FixedBitSet evaluate(Filter filter) throws IOException {
    return switch (filter) {
      case Filter.All all -> {
        FixedBitSet bits = empty();
        bits.set(0, bits.length());
        yield bits;
      }
      case Filter.And and -> {
        FixedBitSet bits = evaluate(and.all().getFirst());
        for (Filter next : and.all().subList(1, and.all().size())) {
          bits.and(evaluate(next));
        }
        yield bits;
      }
      case Filter.Or or -> {
        FixedBitSet bits = evaluate(or.any().getFirst());
        for (Filter next : or.any().subList(1, or.any().size())) {
          bits.or(evaluate(next));
        }
        yield bits;
      }
      case Filter.Not not -> {
        FixedBitSet bits = evaluate(not.inner());
        bits.flip(0, bits.length());
        yield bits;
      }
      case Filter.Range range ->
          collect(
              range.low() > range.high()
                  ? null
                  : LongField.newRangeQuery(range.field(), range.low(), range.high()));
      case Filter.AnyOf any -> collect(anyOf(any));
      case Filter.AnyText any ->
          collect(
              any.values().isEmpty()
                  ? null
                  : KeywordField.newSetQuery(
                      any.field(), any.values().stream().map(BytesRef::new).toList()));
      case Filter.TextRange range ->
          collect(
              TermRangeQuery.newStringRange(
                  range.field(),
                  range.low(),
                  range.high(),
                  range.low() == null || range.lowIncluded(),
                  range.high() == null || range.highIncluded()));
      case Filter.Like like ->
          like.pattern().isPrefix()
              ? collect(new PrefixQuery(new Term(like.field(), like.pattern().prefix())))
              : collect(like);
    };
  }

  private static @Nullable Query anyOf(Filter.AnyOf any) {
    List<Long> values = any.values();
    if (values.isEmpty()) {
      return null;
    }
    return values.size() == 1
        ? LongField.newExactQuery(any.field(), values.getFirst())
        : LongField.newSetQuery(any.field(), values.stream().mapToLong(Long::longValue).toArray());
  }

  private FixedBitSet empty() {
    return new FixedBitSet(leaf.reader().maxDoc());
  }

  private FixedBitSet collect(@Nullable Query query) throws IOException {
    FixedBitSet bits = empty();
    if (query != null) {
      Scorer scorer =
          searcher
              .createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1)
              .scorer(leaf);
      if (scorer != null) {
        bits.or(scorer.iterator());
      }
    }
    return bits;
  }

  private FixedBitSet collect(Filter.Like like) throws IOException {
    FixedBitSet bits = empty();
    SortedSetDocValues values = leaf.reader().getSortedSetDocValues(like.field());
    if (values == null || values.getValueCount() == 0) {
      return bits;
    }
    LongBitSet matching = new LongBitSet(values.getValueCount());
    for (long ord = 0; ord < values.getValueCount(); ord++) {
      if (like.pattern().matches(values.lookupOrd(ord).utf8ToString())) {
        matching.set(ord);
      }
    }
    for (int doc = values.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = values.nextDoc()) {
      if (matching.get(values.nextOrd())) {
        bits.set(doc);
      }
    }
    return bits;
  }
}
