package io.hybridperf.embedded.stack;

import io.hybridperf.embedded.start.StackException;
import io.hybridperf.feeders.movielens.Footprint;
import io.hybridperf.feeders.movielens.MovieLens;
import java.util.Locale;

/** Finds out before anything is loaded whether synthetic films have room, by estimates. */
final class RoomCheck {
  private static final long MEBIBYTE = 1L << 20;

  private RoomCheck() {}

  /**
   * Checks the heap.
   *
   * @param films how many there will be in all
   * @param bytes that it may have at most
   * @throws StackException naming the option, if it is too small; for the real films it is not
   *     looked at
   */
  static void heap(int films, long bytes) throws StackException {
    long needed = Footprint.stackHeap(films);
    if (films > MovieLens.FILMS && bytes < needed) {
      throw new StackException(
          "--films is %s: the stack needs a heap of about %s MB for them and has %s MB; give it more by the environment variable _JAVA_OPTIONS=-Xmx%sm, or load fewer"
              .formatted(
                  films,
                  needed / MEBIBYTE,
                  bytes / MEBIBYTE,
                  Footprint.stackMaxHeap(films) / MEBIBYTE + 1));
    }
  }

  /**
   * Checks the disk.
   *
   * @param films how many there will be in all
   * @param free bytes on it
   * @param where the folder
   * @throws StackException naming the option, if it is too full; for the real films it is not
   *     looked at
   */
  static void disk(int films, long free, Object where) throws StackException {
    long needed = Footprint.disk(films);
    if (free < needed) {
      throw new StackException(
          String.format(
              Locale.ROOT,
              "--films is %d: loading them takes about %.1f GB of disk, and %.1f GB are free in %s; free some, give another --data-dir, or load fewer",
              films,
              needed / 1e9,
              free / 1e9,
              where));
    }
  }
}
