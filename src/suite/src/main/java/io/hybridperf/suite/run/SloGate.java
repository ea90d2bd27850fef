package io.hybridperf.suite.run;

/**
 * One judgement as Gatling shows it: a request that is OK or KO.
 *
 * @param name what was judged
 * @param passed whether it reached the run's gate
 * @param message one line that says why not
 */
record SloGate(String name, boolean passed, String message) {}
