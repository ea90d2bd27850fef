package io.hybridperf.pipelines.jenkins;

import groovy.lang.Closure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a script block has beyond steps. */
public final class ScriptWords extends StepWords {

  ScriptWords(Build build) {
    super(build);
  }

  public CurrentBuild getCurrentBuild() {
    return new CurrentBuild(build);
  }

  /** The global variable that knows where the sources are from. */
  public String getScm() {
    return "scm";
  }

  public void checkout(String from) {
    build.done("checkout " + from);
    try {
      Build.checkout(build.workspace());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Another agent, on which is nothing yet. */
  public void node(String label, Closure<?> body) {
    build.within("agent(" + label + ")", () -> build.onNode(false, () -> say(body, this)));
  }

  /** Variables are there within the block alone. */
  public void withEnv(List<?> variables, Closure<?> body) {
    Map<String, String> before = new TreeMap<>(getEnv());
    for (Object each : variables) {
      String[] parts = each.toString().split("=", 2);
      getEnv().put(parts[0], parts[1]);
    }
    try {
      say(body, this);
    } finally {
      getEnv().clear();
      getEnv().putAll(before);
    }
  }

  /** Branches, here one after the other: each ends, and then the first that failed counts. */
  public void parallel(Map<String, Closure<?>> branches) {
    List<RuntimeException> failed = new ArrayList<>();
    branches.forEach((name, body) ->
        build.within(
            name,
            () -> {
              try {
                say(body, this);
              } catch (Build.StepFailed | Build.Interrupted e) {
                failed.add(e);
              }
            }));
    if (!failed.isEmpty()) {
      throw failed.getFirst();
    }
  }

  public void stash(Map<String, Object> named) {
    arguments("stash", named, Set.of("name", "includes"), Set.of("allowEmpty"));
    List<Path> found = files(named.get("includes").toString());
    build.done("stash " + named.get("name") + " " + found.size());
    if (found.isEmpty() && !Boolean.TRUE.equals(named.get("allowEmpty"))) {
      throw new Build.StepFailed("No files included in stash");
    }
    build.stash(named.get("name").toString(), found);
  }

  public void unstash(String name) {
    build.done("unstash " + name);
    build.unstash(name);
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
