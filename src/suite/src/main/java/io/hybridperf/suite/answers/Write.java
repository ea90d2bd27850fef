package io.hybridperf.suite.answers;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.Range;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.TextIn;
import java.util.SplittableRandom;

/**
 * One content that a run writes, and how it is recognised.
 *
 * <p>Its id lies far above those of any data set, and is the same in every run, so that a later run
 * overwrites what an earlier one left. Its vector points at random, far from every query, so that
 * no other search finds it. Its title names the run: what an earlier run left does not pass for
 * this one's.
 *
 * <p>It is looked for by its genre and a popularity that only it has, so that an approximate index
 * cannot miss it; and through both stores, since its title is the graph's.
 *
 * @param content what is written
 */
record Write(Content content) {
  /** The most contents of one run: each has a popularity of its own. */
  static final int MOST = 990_000;

  private static final long FIRST_ID = 9_000_000_000L;
  private static final String GENRE = "hybrid-perf load test";
  // Numbers below a thousandth would be written with an exponent.
  private static final int FIRST_MILLIONTH = 1_000;
  private static final double MILLIONTHS = 1e6;
  private static final int WANTED = 10;

  /**
   * {@return the content a run writes as its {@code number}th}
   *
   * @param number from 0, below {@link #MOST}
   * @param run names the run
   * @param dimension of the vectors
   * @param seed of the vectors
   */
  static Write of(int number, String run, int dimension, long seed) {
    SplittableRandom random = new SplittableRandom(seed + number);
    Content.Builder content =
        Content.newBuilder()
            .setContentId(FIRST_ID + number)
            .setTitle("written by %s, number %s".formatted(run, number))
            .addGenres(GENRE)
            .setPopularity(popularity(number));
    for (int i = 0; i < dimension; i++) {
      content.addEmbedding((float) random.nextGaussian());
    }
    return new Write(content.build());
  }

  /** Of no other content, if numbers are below {@link #MOST}. */
  static double popularity(int number) {
    return (FIRST_MILLIONTH + number) / MILLIONTHS;
  }

  /** {@return whether runs write contents of that id} */
  static boolean isOne(long id) {
    return id >= FIRST_ID && id < FIRST_ID + MOST;
  }

  long id() {
    return content.getContentId();
  }

  /** {@return the search whose answer shows the content, if it is there} */
  SearchRequest lookingForIt() {
    return SearchRequest.newBuilder()
        .addAllEmbedding(content.getEmbeddingList())
        .setK(WANTED)
        .setGraph(GraphOptions.newBuilder().setRelationships(true))
        // What a cache remembers of the write says nothing of the stores.
        .addBypassCaches(Cache.CACHE_GRAPH)
        .addFilters(
            Filter.newBuilder()
                .setField("genre")
                .setIn(TextIn.newBuilder().addValues(content.getGenres(0))))
        .addFilters(
            Filter.newBuilder()
                .setField("popularity")
                .setRange(
                    Range.newBuilder()
                        .setMin(content.getPopularity())
                        .setMax(content.getPopularity())))
        .build();
  }

  /** {@return whether an answer to that search shows what was written} */
  boolean isShownBy(SearchResponse answer) {
    boolean withoutTitles = answer.getDegradedList().contains(Stage.STAGE_GRAPH);
    for (Hit hit : answer.getHitsList()) {
      if (hit.getContentId() == id()
          && (withoutTitles || hit.getTitle().equals(content.getTitle()))) {
        return true;
      }
    }
    return false;
  }
}
