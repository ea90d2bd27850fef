package io.hybridperf.gatling.grpc;

import java.util.Set;

/**
 * Finds numbers worth recording in an answer.
 *
 * @param <R> the answer's type
 */
@FunctionalInterface
public interface AnswerValues<R> {

  /**
   * Looks at an answer that came with status OK. Runs on the event loop: must be quick.
   *
   * @param answer the answer
   * @param numbers where the numbers go
   */
  void find(R answer, Numbers numbers);

  /** {@return the names of all series it may find; none: it does not say} */
  default Set<String> series() {
    return Set.of();
  }

  /** Takes numbers found in an answer. */
  @FunctionalInterface
  interface Numbers {

    /**
     * Takes one.
     *
     * @param series what the number is
     * @param value not negative
     */
    void put(String series, long value);
  }
}
