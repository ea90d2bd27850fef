package io.hybridperf.e2e.runs;

import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Filter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Promises that writes are seen at once, and hides some of them from the first who looks: no clock
 * decides who is too early.
 */
final class Late extends HonestAnswers {
  private static final long ONE_IN = 5;

  private final Set<Long> looked = ConcurrentHashMap.newKeySet();

  @Override
  protected List<Content> found(List<Filter> filters) {
    return super.found(filters).stream()
        .filter(
            content -> content.getContentId() % ONE_IN != 0 || !looked.add(content.getContentId()))
        .toList();
  }
}
