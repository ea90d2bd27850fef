package io.hybridperf.suite.fault;

import java.io.IOException;

/**
 * Carries out what is ordered about the stores of one target. Each call returns when it is done.
 */
interface FaultControl {

  /**
   * Lets a fault happen.
   *
   * @param fault which
   * @throws IOException with one line, if it did not
   */
  void apply(Fault fault) throws IOException;

  /**
   * Makes a store whole again.
   *
   * @param store which
   * @throws IOException with one line, if it may still be broken
   */
  void restore(String store) throws IOException;
}
