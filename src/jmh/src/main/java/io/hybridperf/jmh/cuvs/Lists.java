package io.hybridperf.jmh.cuvs;

import io.hybridperf.jmh.backend.Tuning;

/** How many lists an inverted file has, and how many of them a search looks through. */
final class Lists {
  // Below that many rows a list, the centres are not worth their own search.
  private static final int ROWS_PER_LIST = 40;
  private static final int DEFAULT_LISTS = 1_024;
  private static final int DEFAULT_PROBES = 64;

  private Lists() {}

  static int count(Tuning tuning, int rows) {
    int most = Math.max(1, rows / ROWS_PER_LIST);
    return Math.min(rows, tuning.positive("nlist", Math.min(DEFAULT_LISTS, most)));
  }

  static int probes(Tuning tuning, int lists) {
    return Math.min(lists, tuning.positive("nprobe", DEFAULT_PROBES));
  }
}
