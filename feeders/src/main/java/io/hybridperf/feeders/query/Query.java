package io.hybridperf.feeders.query;

/**
 * A query text with its vector and the exact answer to it.
 *
 * @param index its place in the query set, from 0; also its rank of popularity under a Zipf law
 * @param kind what the text was made from
 * @param text the text
 * @param vector the text's unit vector; shared, not copied: never write to it
 * @param trueIds the ids of the nearest films, nearest first, ties by id, {@link
 *     QuerySet#TRUTH_SIZE} of them or as many as were asked for; never write to it
 * @param trueScores their cosine similarities, computed in double precision, rounded to float;
 *     never write to it
 */
// As with Film: shared arrays on the hot path.
@SuppressWarnings("ArrayRecordComponent")
public record Query(
    int index, Kind kind, String text, float[] vector, long[] trueIds, float[] trueScores) {

  /** What a query text was made from. */
  public enum Kind {
    /** A tag that somebody gave to a film. */
    TAG,
    /** A film's title. */
    TITLE,
    /** A genre and a tag of the same film. */
    GENRE_AND_TAG,
    /** Two tags of the same film. */
    TAG_AND_TAG
  }
}
