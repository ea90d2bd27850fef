package io.hybridperf.jmh.backend;

import java.util.Arrays;

/** The k nearest seen so far: a heap with the farthest on top. Not for several threads. */
public final class TopK {
  private final float[] distances;
  private final int[] ids;
  private int size;

  /**
   * Makes room.
   *
   * @param k how many are kept
   */
  public TopK(int k) {
    distances = new float[k];
    ids = new int[k];
  }

  /** {@return what a distance must beat (or equal, with a smaller id) to get in} */
  float worst() {
    return size < ids.length ? Float.POSITIVE_INFINITY : distances[0];
  }

  /**
   * Keeps an answer if it is among the k nearest; of equal distances the smaller id.
   *
   * @param distance the distance, smaller is nearer
   * @param id a row number
   */
  public void offer(float distance, int id) {
    if (size < ids.length) {
      distances[size] = distance;
      ids[size] = id;
      siftUp(size++);
    } else if (nearer(distance, id, distances[0], ids[0])) {
      distances[0] = distance;
      ids[0] = id;
      siftDown(0, size);
    }
  }

  void offerAll(TopK other) {
    for (int i = 0; i < other.size; i++) {
      offer(other.distances[i], other.ids[i]);
    }
  }

  /**
   * Writes k answers nearest first, and -1 at +infinity for what is missing. Empties this.
   *
   * @param toIds receives row numbers
   * @param toDistances receives distances
   * @param offset where in both
   * @param k how many
   */
  public void drain(int[] toIds, float[] toDistances, int offset, int k) {
    Arrays.fill(toIds, offset + size, offset + k, -1);
    Arrays.fill(toDistances, offset + size, offset + k, Float.POSITIVE_INFINITY);
    for (int last = size - 1; last >= 0; last--) {
      toIds[offset + last] = ids[0];
      toDistances[offset + last] = distances[0];
      ids[0] = ids[last];
      distances[0] = distances[last];
      siftDown(0, last);
    }
    size = 0;
  }

  private static boolean nearer(float distance, int id, float otherDistance, int otherId) {
    return distance < otherDistance || (distance == otherDistance && id < otherId);
  }

  private void siftUp(int start) {
    int child = start;
    while (child > 0) {
      int parent = (child - 1) >>> 1;
      if (!nearer(distances[parent], ids[parent], distances[child], ids[child])) {
        return;
      }
      swap(parent, child);
      child = parent;
    }
  }

  private void siftDown(int start, int end) {
    int parent = start;
    while (true) {
      int child = 2 * parent + 1;
      if (child >= end) {
        return;
      }
      if (child + 1 < end
          && nearer(distances[child], ids[child], distances[child + 1], ids[child + 1])) {
        child++;
      }
      if (!nearer(distances[parent], ids[parent], distances[child], ids[child])) {
        return;
      }
      swap(parent, child);
      parent = child;
    }
  }

  private void swap(int a, int b) {
    float distance = distances[a];
    distances[a] = distances[b];
    distances[b] = distance;
    int id = ids[a];
    ids[a] = ids[b];
    ids[b] = id;
  }
}
