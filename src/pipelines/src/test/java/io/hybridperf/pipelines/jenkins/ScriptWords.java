package io.hybridperf.pipelines.jenkins;

/** What a script block has beyond steps. */
public final class ScriptWords extends StepWords {

  ScriptWords(Build build) {
    super(build);
  }

  public CurrentBuild getCurrentBuild() {
    return new CurrentBuild(build);
  }

  /** The global variable of this name. */
  public static final class CurrentBuild {
    private final Build build;

    CurrentBuild(Build build) {
      this.build = build;
    }

    public void setDescription(String text) {
      build.describe(text);
      build.done("description " + text);
    }
  }
}
