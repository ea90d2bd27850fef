package io.hybridperf.embedded.vector.index;

import java.util.Comparator;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** One row found: where it is, and what its order depends on. */
public final class Hit {
  /** The order in which a segment's doc values can be read. */
  static final Comparator<Hit> BY_PLACE =
      (a, b) -> a.leaf == b.leaf ? Integer.compare(a.doc, b.doc) : Integer.compare(a.leaf, b.leaf);

  /** By primary key, and for one key the latest first. */
  public static final Comparator<Hit> BY_KEY =
      ((Comparator<Hit>) Hit::compareKey).thenComparing(BY_PLACE.reversed());

  final int leaf;
  final int doc;

  /** Lucene's score while candidates are collected, then the metric's value. */
  public float score;

  /** The primary key, if it is an integer. */
  public long number;

  /** The primary key, if it is text. */
  @Nullable BytesRef text;

  Hit(int leaf, int doc, float score) {
    this.leaf = leaf;
    this.doc = doc;
    this.score = score;
  }

  public boolean hasKeyOf(Hit other) {
    return text == null ? number == other.number : text.equals(other.text);
  }

  int compareKey(Hit other) {
    return text != null && other.text != null
        ? text.compareTo(other.text)
        : Long.compare(number, other.number);
  }
}
