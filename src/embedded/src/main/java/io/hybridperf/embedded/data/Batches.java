package io.hybridperf.embedded.data;

import java.util.List;
import java.util.stream.IntStream;

/** Cuts lists into pieces. */
final class Batches {
  private Batches() {}

  /** Views of the list, each of this size but the last, in order. */
  static <T> List<List<T>> of(List<T> list, int size) {
    return IntStream.iterate(0, from -> from < list.size(), from -> from + size)
        .mapToObj(from -> list.subList(from, Math.min(list.size(), from + size)))
        .toList();
  }
}
