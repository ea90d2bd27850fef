package io.hybridperf.embedded.vector.index;

import java.util.Comparator;

/** One row found: where it is, and what its order depends on. */
public final class Hit {
  /** The order in which a segment's doc values can be read. */
  static final Comparator<Hit> BY_PLACE =
      Comparator.<Hit>comparingInt(hit -> hit.leaf).thenComparingInt(hit -> hit.doc);

  final int leaf;
  final int doc;
  long key;
  float score;

  Hit(int leaf, int doc, float score) {
    this.leaf = leaf;
    this.doc = doc;
    this.score = score;
  }

  /** {@return the primary key} */
  public long key() {
    return key;
  }

  /** {@return how close it is to the query: its cosine, -1..1} */
  public float score() {
    return score;
  }
}
