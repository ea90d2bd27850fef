package io.hybridperf.suite.injector;

import java.util.Comparator;
import java.util.List;

/**
 * How far one machine's clock is ahead of another's, as NTP finds it (RFC 5905, 8): each exchange
 * tells the other's time at some moment between question and answer, taken for the middle; of
 * several the one with the shortest way counts, since it can be off by the least.
 *
 * @param offsetNanos by how much the own clock is ahead of the other's
 * @param uncertaintyNanos by how much that may be off either way: half of the way there and back
 */
record ClockComparison(long offsetNanos, long uncertaintyNanos) {

  /**
   * A question and its answer.
   *
   * @param askedNanos when it was asked, by the own clock
   * @param theirNanos what the other clock said
   * @param answeredNanos when the answer was there, by the own clock
   */
  record Exchange(long askedNanos, long theirNanos, long answeredNanos) {
    long roundTripNanos() {
      return answeredNanos - askedNanos;
    }
  }

  /** Compares by exchanges, at least one. */
  static ClockComparison of(List<Exchange> exchanges) {
    Exchange best =
        exchanges.stream().min(Comparator.comparingLong(Exchange::roundTripNanos)).orElseThrow();
    long half = best.roundTripNanos() / 2;
    return new ClockComparison(best.askedNanos() + half - best.theirNanos(), half);
  }
}
