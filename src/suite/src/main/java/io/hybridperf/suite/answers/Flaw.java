package io.hybridperf.suite.answers;

import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Unit;
import org.jspecify.annotations.Nullable;

/** What is wrong with an answer to a search: the first that is found. */
enum Flaw {
  /** Nothing is. */
  NONE(null),
  /** It does not say how it was made: no strategy, as in an empty message. */
  EMPTY(Kind.HITS),
  /** The API's table gives the request another strategy. */
  WRONG_STRATEGY(Kind.FLAGS),
  /** It comes from the result cache, which was to be left alone. */
  RESULT_CACHE_NOT_BYPASSED(Kind.FLAGS),
  /** Its policy comes from a cache that was to be left alone. */
  POLICY_CACHE_NOT_BYPASSED(Kind.FLAGS),
  /** Its graph facts come from a cache that was to be left alone. */
  GRAPH_CACHE_NOT_BYPASSED(Kind.FLAGS),
  /** It has more hits than were asked for. */
  TOO_MANY_HITS(Kind.HITS),
  /** It has fewer hits than were asked for, though nothing filters them. */
  TOO_FEW_HITS(Kind.HITS),
  /** A hit's score is less than the next one's. */
  UNSORTED(Kind.HITS),
  /** A content comes twice. */
  DUPLICATE(Kind.HITS),
  /** There is no such content. */
  UNKNOWN_CONTENT(Kind.HITS),
  /** A score is not finite, or cannot come from the formula of the API. */
  IMPOSSIBLE_SCORE(Kind.SCORES),
  /** A hit's vector score is not the content's similarity to the query: of another, or made up. */
  SCORE_OF_ANOTHER(Kind.SCORES),
  /** A score is not that of the content's vector, or not what the user's policy makes of it. */
  OTHER_SCORE(Kind.SCORES),
  /** It says that it lacks a stage which it has, or which nobody wanted. */
  FALSELY_DEGRADED(Kind.FLAGS),
  /** A hit lacks what was required. */
  FILTER_BROKEN(Kind.HITS),
  /** A hit is without what the graph knows, and the answer does not say so. */
  WITHOUT_GRAPH(Kind.HITS),
  /** A hit's title is not that of the content. */
  WRONG_TITLE(Kind.HITS),
  /** A hit's genres, themes, moods or cultural contexts are not those of the content. */
  WRONG_FACTS(Kind.HITS),
  /**
   * Related content that was not asked for, is too far away or too much, unknown or not in order.
   */
  IMPOSSIBLE_RELATED(Kind.HITS),
  /** The answer counts what it cannot have: facts of more contents than candidates, for example. */
  IMPOSSIBLE_COUNTS(Kind.FLAGS),
  /** No policy ranked it though the user has one, and the answer does not say so. */
  WITHOUT_POLICY(Kind.FLAGS),
  /** Somebody else's policy ranked it. */
  POLICY_OF_ANOTHER(Kind.FLAGS),
  /** Stage times are negative, longer than the whole, or the whole longer than the client saw. */
  IMPOSSIBLE_TIMES(Kind.TIMES);

  /** What of an answer a flaw is in. */
  enum Kind {
    /** Their number, order, ids and contents. */
    HITS("hits", "fewer, doubled, unsorted or other hits than there can be"),
    /** Of hits. */
    SCORES("scores", "scores that cannot be, or are not those of the vectors"),
    /** What it says of caches, stages left out, strategy and policy. */
    FLAGS("flags", "words on caches, stages left out, strategy or policy that what is seen denies"),
    /** Of stages and of the whole. */
    TIMES("times", "stage times that cannot be, beside each other and the client's own");

    private final String name;
    private final String meaning;

    Kind(String name, String meaning) {
      this.name = name;
      this.meaning = meaning;
    }

    /** {@return how many answers of a run have such a flaw} */
    Metric.External metric() {
      return Metric.External.lowerIsBetter(
          "wrong-" + name, Unit.RATIO, "answers to searches with " + meaning);
    }
  }

  private final @Nullable Kind kind;

  Flaw(@Nullable Kind kind) {
    this.kind = kind;
  }

  /** {@return what it is in; null if nothing is wrong} */
  @Nullable Kind kind() {
    return kind;
  }
}
