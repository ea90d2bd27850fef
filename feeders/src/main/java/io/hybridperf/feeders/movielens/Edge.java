package io.hybridperf.feeders.movielens;

/**
 * A relationship between two films.
 *
 * <p>SIMILAR_TO and RELATED_TO have no direction of their own: a pair has at most one edge of a
 * type, from the lower id to the higher. SEQUEL_OF leads from the later film to the earlier.
 *
 * @param fromId the film the edge starts at
 * @param toId the film it ends at, never the same
 * @param type what it says
 * @param strength (0, 1]; 1 for SEQUEL_OF
 */
public record Edge(long fromId, long toId, Type type, double strength) {

  /** The graph's relationship types between contents. */
  public enum Type {
    /** Liked by the same users. */
    SIMILAR_TO,
    /** Given the same tags. */
    RELATED_TO,
    /** The next part of a series, by title. */
    SEQUEL_OF
  }
}
