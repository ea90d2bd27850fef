package io.hybridperf.plans;

import io.hybridperf.api.v1.Content;
import io.hybridperf.coordinator.store.PolicyKey;
import java.util.List;

/**
 * What the parameters of statements are made of: contents that exist, and a policy that does.
 *
 * @param contents at least one, with all that the graph knows of them
 * @param policy whose preferences rank
 */
record Sample(List<Content> contents, PolicyKey policy) {

  Content first() {
    return contents.getFirst();
  }

  List<Long> ids() {
    return contents.stream().map(Content::getContentId).toList();
  }
}
