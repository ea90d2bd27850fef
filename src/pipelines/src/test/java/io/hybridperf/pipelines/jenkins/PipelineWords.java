package io.hybridperf.pipelines.jenkins;

import groovy.lang.Closure;

/** The blocks of a pipeline. */
public final class PipelineWords extends Words {
  private boolean anyAgent;
  private Closure<?> options;
  private Closure<?> parameters;
  private Closure<?> environment;
  private Closure<?> stages;
  private Closure<?> post;

  PipelineWords(Build build) {
    super(build);
  }

  /** The word in {@code agent any}. */
  public String getAny() {
    return "any";
  }

  public void agent(String which) {
    anyAgent = which.equals(getAny());
  }

  public void options(Closure<?> block) {
    options = block;
  }

  public void parameters(Closure<?> block) {
    parameters = block;
  }

  public void environment(Closure<?> block) {
    environment = block;
  }

  public void stages(Closure<?> block) {
    stages = block;
  }

  public void post(Closure<?> block) {
    post = block;
  }

  void run() {
    if (!anyAgent || stages == null || parameters == null || options == null) {
      throw new IllegalArgumentException(
          "pipeline: needs agent any, options, parameters and stages");
    }
    say(parameters, new ParameterWords(build));
    build.parametersAreKnown();
    OptionWords given = new OptionWords(build, false);
    say(options, given);
    build.onNode(
        true,
        () -> {
          build.env().put("WORKSPACE", build.workspace().toString());
          assignments();
          StageWords all = new StageWords(build, "");
          all.nested(given.around(), this::body);
        });
  }

  /** One after the other, as one may use those before it. */
  private void assignments() {
    if (environment != null) {
      Closure<?> own = (Closure<?>) environment.clone();
      own.setDelegate(new EnvironmentWords(build));
      own.setResolveStrategy(Closure.DELEGATE_ONLY);
      own.call();
    }
  }

  private void body() {
    try {
      say(stages, new StagesWords(build));
    } catch (Build.StepFailed | Build.Interrupted e) {
      build.done("ended: " + e.getClass().getSimpleName() + " " + e.getMessage());
    } finally {
      if (post != null) {
        PostWords after = new PostWords(build);
        say(post, after);
        after.run();
      }
    }
  }
}
