package io.hybridperf.suite.cost;

import io.hybridperf.suite.watch.RunningLoad;

/** What is on in every other block of a load, so that its cost is seen beside the load without. */
interface Addition {
  /**
   * A block with it begins.
   *
   * @param load while it is recorded
   */
  void on(RunningLoad load);

  /** The block ends. Called without {@link #on} before it too. */
  void off();

  /**
   * {@return why nothing was measured; empty: it did what it is for}
   *
   * @param load after its end
   */
  String problem(RunningLoad load);
}
