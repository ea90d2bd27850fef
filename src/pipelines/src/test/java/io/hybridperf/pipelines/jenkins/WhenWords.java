package io.hybridperf.pipelines.jenkins;

import groovy.lang.Closure;

/** Whether a stage is done. */
public final class WhenWords extends Words {
  private boolean holds = true;
  private boolean beforeAgent;

  WhenWords(Build build) {
    super(build);
  }

  public void beforeAgent(boolean first) {
    beforeAgent = first;
  }

  public void expression(Closure<?> condition) {
    Object value = say(condition, this);
    // Groovy's truth of a text is whether there is one: "false" would be true.
    if (!(value instanceof Boolean truth)) {
      throw new IllegalArgumentException("when: an expression gave " + value);
    }
    holds &= truth;
  }

  boolean holds() {
    return holds;
  }

  boolean beforeAgent() {
    return beforeAgent;
  }
}
