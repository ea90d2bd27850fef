package io.hybridperf.feeders.movielens;

/**
 * What a grown data set takes, by estimates that are rather too high: so that what cannot fit is
 * refused before it is begun. Each is for a number of films in all.
 */
public final class Footprint {
  // What the defaults get by with, and what each further film adds: the links of two HNSW graphs
  // while they are built (0.7 KB each), its vector in write buffers, its place in maps and caches.
  private static final long STACK_HEAP = 3L << 29;
  private static final long STACK_HEAP_A_FILM = 4_000;

  // Of Neo4j, for its store's files.
  private static final long PAGE_CACHE = 64L << 20;
  private static final long PAGE_CACHE_A_FILM = 3_000;

  // Of the vectors' own files, in both engines.
  private static final long VECTOR_FILES_A_FILM = 3_500;

  private static final long GENERATOR_HEAP = 500_000_000;

  // Files of both engines, twice while they are merged.
  private static final long DISK_A_FILM = 15_000;

  private Footprint() {}

  private static long synthetic(int films) {
    return Math.max(0, films - MovieLens.FILMS);
  }

  /** Bytes of heap that the embedded stack needs. */
  public static long stackHeap(int films) {
    return STACK_HEAP + STACK_HEAP_A_FILM * synthetic(films);
  }

  /**
   * Bytes that the embedded stack's heap may grow to: a tenth more, since not all that a JVM is
   * given for its heap can be had at one time.
   */
  public static long stackMaxHeap(int films) {
    return stackHeap(films) / 10 * 11;
  }

  /**
   * Bytes of memory beside the heap that the embedded stack's Neo4j keeps pages of its files in.
   */
  public static long pageCache(int films) {
    return PAGE_CACHE + PAGE_CACHE_A_FILM * synthetic(films);
  }

  /** Bytes of heap that a load generator needs, which holds every film to check answers by. */
  public static long generatorHeap(int films) {
    return GENERATOR_HEAP + Dataset.BYTES_A_FILM * synthetic(films);
  }

  /** Bytes of memory that the embedded stack and a generator need beyond what the defaults do. */
  public static long memoryBeyondDefaults(int films) {
    return (STACK_HEAP_A_FILM + PAGE_CACHE_A_FILM + VECTOR_FILES_A_FILM + Dataset.BYTES_A_FILM)
        * synthetic(films);
  }

  /** Bytes of disk that the embedded stack's synthetic films need while they are loaded. */
  public static long disk(int films) {
    return DISK_A_FILM * synthetic(films);
  }
}
