package io.hybridperf.suite.answers;

import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.feeders.movielens.User;
import io.hybridperf.feeders.query.Query;
import io.hybridperf.feeders.query.QuerySet;
import io.hybridperf.measurement.stats.Recall;
import io.hybridperf.suite.hybrid.GroundTruth;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The exact answers to the queries of a load, with which hits are compared: nobody's are the
 * nearest films, a user's what the policy makes of them.
 */
final class Truths {
  private final QuerySet vectors;
  private final @Nullable PersonalTruth personal;

  /**
   * @param vectors the true scores
   * @param personal of those who ask; null if nobody in particular does
   */
  Truths(QuerySet vectors, @Nullable PersonalTruth personal) {
    this.vectors = vectors;
    this.personal = personal;
  }

  /** {@return the exact answer to a request for a query} */
  GroundTruth of(Query query, SearchRequest request) {
    if (!request.getUserId().isEmpty()) {
      PersonalTruth theirs = Objects.requireNonNull(personal, "nobody was to ask");
      User user = new User(request.getTenantId(), request.getUserId());
      return (k, returnedIds) -> theirs.recall(query, user, k, returnedIds);
    }
    return (k, returnedIds) ->
        Recall.at(
            k,
            returnedIds,
            query.trueIds(),
            query.trueScores(),
            id -> vectors.trueScore(query.vector(), id));
  }

  /** {@return the shipped vectors} */
  QuerySet vectors() {
    return vectors;
  }

  /** {@return whether what a user's policy makes of a score is known} */
  boolean knowsPolicies() {
    return personal != null;
  }

  /**
   * {@return what the policy of who asks multiplies a film's vector score by; NaN for a film that
   * it never shows}
   *
   * @param request a user's
   * @param id of the film
   */
  double factor(SearchRequest request, long id) {
    return Objects.requireNonNull(personal, "nobody was to ask")
        .score(new User(request.getTenantId(), request.getUserId()), id, 1);
  }
}
