package io.hybridperf.suite.answers;

/** What is wrong with an answer to a search: the first that is found. */
enum Flaw {
  /** Nothing is. */
  NONE,
  /** It does not say how it was made: no strategy, as in an empty message. */
  EMPTY,
  /** The API's table gives the request another strategy. */
  WRONG_STRATEGY,
  /** It comes from the result cache, which was to be left alone. */
  RESULT_CACHE_NOT_BYPASSED,
  /** Its policy comes from a cache that was to be left alone. */
  POLICY_CACHE_NOT_BYPASSED,
  /** Its graph facts come from a cache that was to be left alone. */
  GRAPH_CACHE_NOT_BYPASSED,
  /** It has more hits than were asked for. */
  TOO_MANY_HITS,
  /** It has fewer hits than were asked for, though nothing filters them. */
  TOO_FEW_HITS,
  /** A hit's score is less than the next one's. */
  UNSORTED,
  /** A content comes twice. */
  DUPLICATE,
  /** There is no such content. */
  UNKNOWN_CONTENT,
  /** A score is not finite, or cannot come from the formula of the API. */
  IMPOSSIBLE_SCORE,
  /** A hit's vector score is not the content's similarity to the query: of another, or made up. */
  SCORE_OF_ANOTHER,
  /** A hit lacks what was required. */
  FILTER_BROKEN,
  /** A hit is without what the graph knows, and the answer does not say so. */
  WITHOUT_GRAPH,
  /** A hit's title is not that of the content. */
  WRONG_TITLE,
  /** A hit's genres, themes, moods or cultural contexts are not those of the content. */
  WRONG_FACTS,
  /**
   * Related content that was not asked for, is too far away or too much, unknown or not in order.
   */
  IMPOSSIBLE_RELATED,
  /** The answer counts what it cannot have: facts of more contents than candidates, for example. */
  IMPOSSIBLE_COUNTS,
  /** No policy ranked it though the user has one, and the answer does not say so. */
  WITHOUT_POLICY,
  /** Somebody else's policy ranked it. */
  POLICY_OF_ANOTHER,
  /** Stage times are negative, longer than the whole, or the whole longer than the client saw. */
  IMPOSSIBLE_TIMES
}
