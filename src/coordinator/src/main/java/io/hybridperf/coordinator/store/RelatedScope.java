package io.hybridperf.coordinator.store;

/**
 * Which related contents are wanted of each content.
 *
 * @param hops how many edges away they may be, 1..3; 0 wants none
 * @param limit how many, 1..100; 0 with no hops
 */
public record RelatedScope(int hops, int limit) {

  /** No related contents. */
  public static final RelatedScope NONE = new RelatedScope(0, 0);
}
