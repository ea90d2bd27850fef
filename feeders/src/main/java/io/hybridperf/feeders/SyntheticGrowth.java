package io.hybridperf.feeders;

/** Larger data sets, grown from real films by seeded perturbation. */
public final class SyntheticGrowth {

  /** Ids of synthetic films start here. */
  public static final long FIRST_ID = 1_000_001;

  private SyntheticGrowth() {}
}
