package io.hybridperf.e2e.runs;

import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Filter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Forgets some contents as soon as they have been read once. */
final class Forgetful extends HonestAnswers {
  private static final long ONE_IN = 5;

  private final Set<Long> read = ConcurrentHashMap.newKeySet();

  @Override
  protected List<Content> found(List<Filter> filters) {
    return super.found(filters).stream()
        .filter(content -> content.getContentId() % ONE_IN != 0 || read.add(content.getContentId()))
        .toList();
  }
}
