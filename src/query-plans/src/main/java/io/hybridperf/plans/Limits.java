package io.hybridperf.plans;

/**
 * From where on a plan is flagged.
 *
 * @param scannedRows a sequential scan of more rows than this, at least 1
 * @param estimateError an estimate that is wrong by more than this factor, above 1
 * @param estimatedRows but only where at least this many rows were expected or found
 */
record Limits(long scannedRows, double estimateError, long estimatedRows) {

  /** As good for a laptop's data as for a cluster's. */
  static final Limits DEFAULT = new Limits(1_000, 10, 1_000);
}
