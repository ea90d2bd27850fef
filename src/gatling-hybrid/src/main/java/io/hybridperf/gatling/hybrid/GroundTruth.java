package io.hybridperf.gatling.hybrid;

/**
 * The exact nearest neighbours of a query, best first.
 *
 * <p>A feeder puts it into the session beside the query.
 */
public interface GroundTruth {
  /** The session attribute that {@link HybridDsl#recallAtK(int)} looks at. */
  String ATTRIBUTE = "groundTruth";

  /**
   * How many neighbours are known.
   *
   * @return 0 or more
   */
  int size();

  /**
   * The similarity of a neighbour.
   *
   * @param rank 0 for the best, less than {@link #size()}
   * @return the exact cosine similarity, -1..1, not rising with the rank
   */
  double score(int rank);

  /**
   * The similarity of any content that is among the neighbours.
   *
   * @param contentId the content
   * @return its exact cosine similarity; NaN if it is not among the neighbours
   */
  double scoreOf(long contentId);
}
