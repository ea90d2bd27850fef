package io.hybridperf.coordinator.store;

import java.util.List;

/**
 * What one event teaches a policy.
 *
 * @param user whose policy; one that does not exist learns nothing
 * @param reward -1..1; positive means liked
 * @param genres of the content
 * @param themes of the content
 */
public record RewardSignal(
    PolicyKey user, double reward, List<String> genres, List<String> themes) {}
