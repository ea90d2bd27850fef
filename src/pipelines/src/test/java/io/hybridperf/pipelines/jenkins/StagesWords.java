package io.hybridperf.pipelines.jenkins;

import groovy.lang.Closure;

/** Stages, one after the other: the first that fails is the last. */
public final class StagesWords extends Words {

  StagesWords(Build build) {
    super(build);
  }

  public void stage(String name, Closure<?> block) {
    StageWords stage = new StageWords(build, name);
    say(block, stage);
    stage.run();
  }
}
