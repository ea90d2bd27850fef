package io.hybridperf.embedded.vector.index;

import java.util.ArrayList;
import java.util.List;

/** Keeps the best-scoring rows of all segments; of equal scores, those of the least keys. */
final class BestDocs {
  private final float[] scores;
  private final long[] keys;
  private final int[] leaves;
  private final int[] docs;
  private int size;

  BestDocs(int capacity) {
    this.scores = new float[capacity];
    this.keys = new long[capacity];
    this.leaves = new int[capacity];
    this.docs = new int[capacity];
  }

  /** {@return what was kept, in no order} */
  List<Hit> hits() {
    List<Hit> hits = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      Hit hit = new Hit(leaves[i], docs[i], scores[i]);
      hit.key = keys[i];
      hits.add(hit);
    }
    return hits;
  }

  /** Whether a row of this score could still be kept, if its key is low enough. */
  boolean competitive(float score) {
    return size < docs.length || score >= scores[0];
  }

  void add(int leaf, int doc, float score, long key) {
    if (size < docs.length) {
      int at = size++;
      while (at > 0 && worse(score, key, (at - 1) >>> 1)) {
        copy((at - 1) >>> 1, at);
        at = (at - 1) >>> 1;
      }
      set(at, leaf, doc, score, key);
    } else if (!worse(score, key, 0)) {
      int at = 0;
      while (2 * at + 1 < size) {
        int child = 2 * at + 1;
        if (child + 1 < size && worse(scores[child + 1], keys[child + 1], child)) {
          child++;
        }
        if (worse(score, key, child)) {
          break;
        }
        copy(child, at);
        at = child;
      }
      set(at, leaf, doc, score, key);
    }
  }

  private boolean worse(float score, long key, int than) {
    return score < scores[than] || (score == scores[than] && key > keys[than]);
  }

  private void copy(int from, int to) {
    set(to, leaves[from], docs[from], scores[from], keys[from]);
  }

  private void set(int at, int leaf, int doc, float score, long key) {
    leaves[at] = leaf;
    docs[at] = doc;
    scores[at] = score;
    keys[at] = key;
  }
}
