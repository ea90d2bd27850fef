package io.hybridperf.feeders;

import java.util.List;
import java.util.Map;

/** Derives policies from ratings. */
final class PolicyMaker {
  PolicyMaker(List<Film> films, Ratings ratings, int maxRules) {}

  UserPolicy policy(TenantSpread.Seat seat) {
    return new UserPolicy(
        seat.user(),
        "default",
        seat.movieLensUserId(),
        seat.repeated(),
        Map.of(),
        Map.of(),
        new PolicyConstraints(List.of(), 0));
  }
}
