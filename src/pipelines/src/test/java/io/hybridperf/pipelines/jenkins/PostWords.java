package io.hybridperf.pipelines.jenkins;

import groovy.lang.Closure;
import java.util.ArrayList;
import java.util.List;

/** What is done after a stage or a pipeline, however it ended; cleanup comes last. */
public final class PostWords extends Words {
  private final List<Closure<?>> always = new ArrayList<>();
  private final List<Closure<?>> cleanup = new ArrayList<>();

  PostWords(Build build) {
    super(build);
  }

  public void always(Closure<?> steps) {
    always.add(steps);
  }

  public void cleanup(Closure<?> steps) {
    cleanup.add(steps);
  }

  /** A condition whose step fails fails the build; those after it are done all the same. */
  void run() {
    run("always", always);
    run("cleanup", cleanup);
  }

  private void run(String name, List<Closure<?>> conditions) {
    for (Closure<?> condition : conditions) {
      try {
        build.within("post " + name, () -> say(condition, new StepWords(build)));
      } catch (Build.StepFailed e) {
        build.done("failed: " + e.getMessage());
        build.worse(Build.Result.FAILURE);
      }
    }
  }
}
