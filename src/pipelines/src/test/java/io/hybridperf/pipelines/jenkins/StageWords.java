package io.hybridperf.pipelines.jenkins;

import groovy.lang.Closure;
import java.util.List;

/**
 * A pipeline's or a stage's blocks: collected first, since their order in the file means nothing.
 */
public class StageWords extends Words {
  private final String name;
  private Closure<?> agent;
  private Closure<?> options;
  private Closure<?> when;
  private Closure<?> steps;
  private Closure<?> stages;
  private Closure<?> post;

  StageWords(Build build, String name) {
    super(build);
    this.name = name;
  }

  public void agent(Closure<?> block) {
    agent = once("agent", agent, block);
  }

  public void options(Closure<?> block) {
    options = once("options", options, block);
  }

  public void when(Closure<?> block) {
    when = once("when", when, block);
  }

  public void steps(Closure<?> block) {
    steps = once("steps", steps, block);
  }

  public void stages(Closure<?> block) {
    stages = once("stages", stages, block);
  }

  public void post(Closure<?> block) {
    post = once("post", post, block);
  }

  Closure<?> once(String block, Closure<?> before, Closure<?> now) {
    if (before != null) {
      throw new IllegalArgumentException("%s: two blocks '%s'".formatted(name, block));
    }
    return now;
  }

  /** Options come first, then the agent, then the condition, unless it is asked for before. */
  void run() {
    if ((steps == null) == (stages == null)) {
      throw new IllegalArgumentException(name + ": needs either steps or stages");
    }
    OptionWords given = new OptionWords(build, true);
    if (options != null) {
      say(options, given);
    }
    WhenWords condition = new WhenWords(build);
    if (when != null) {
      say(when, condition);
    }
    if (when != null && condition.beforeAgent() && !condition.holds()) {
      build.done(name + " skipped");
      return;
    }
    build.within(
        name,
        () ->
            nested(
                given.around(),
                () ->
                    onAgent(() -> {
                      if (condition.holds()) {
                        body();
                      } else {
                        build.done("skipped");
                      }
                    })));
  }

  private void onAgent(Runnable body) {
    if (agent == null) {
      body.run();
      return;
    }
    AgentWords wanted = new AgentWords(build);
    say(agent, wanted);
    build.within("agent(" + wanted.label() + ")", () -> build.onNode(true, body));
  }

  private void body() {
    try {
      if (steps != null) {
        say(steps, new StepWords(build));
      } else {
        say(stages, new StagesWords(build));
      }
    } catch (Build.StepFailed e) {
      build.worse(Build.Result.FAILURE);
      throw e;
    } catch (Build.Interrupted e) {
      build.worse(Build.Result.ABORTED);
      throw e;
    } finally {
      if (post != null) {
        PostWords after = new PostWords(build);
        say(post, after);
        after.run();
      }
    }
  }

  void nested(List<String> around, Runnable body) {
    if (around.isEmpty()) {
      body.run();
    } else {
      build.within(around.getFirst(), () -> nested(around.subList(1, around.size()), body));
    }
  }
}
