package io.hybridperf.loader;

import java.util.List;
import java.util.stream.IntStream;

/** Cuts lists into pieces. */
public final class Batches {
  private Batches() {}

  /**
   * Cuts a list.
   *
   * @param size of each piece, 1 or more
   * @return views of the list, each of this size but the last, in order
   */
  public static <T> List<List<T>> of(List<T> list, int size) {
    return IntStream.iterate(0, from -> from < list.size(), from -> from + size)
        .mapToObj(from -> list.subList(from, Math.min(list.size(), from + size)))
        .toList();
  }
}
