package io.hybridperf.pipelines.jenkins;

import groovy.lang.Closure;
import io.hybridperf.pipelines.Maven;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The steps that our pipeline uses. */
public class StepWords extends Words {

  StepWords(Build build) {
    super(build);
  }

  public void sh(String script) {
    int status = shell(script, false).status();
    if (status != 0) {
      throw new Build.StepFailed("script returned exit code " + status);
    }
  }

  public Object sh(Map<String, Object> named) {
    arguments("sh", named, Set.of("script", "returnStdout"), Set.of());
    if (!Boolean.TRUE.equals(named.get("returnStdout"))) {
      throw new IllegalArgumentException("sh(script: ..) without returnStdout: true: sh '..'");
    }
    Maven.Outcome outcome = shell(named.get("script").toString(), true);
    if (outcome.status() != 0) {
      throw new Build.StepFailed("script returned exit code " + outcome.status());
    }
    return outcome.output();
  }

  private Maven.Outcome shell(String script, boolean quiet) {
    build.done("sh " + script);
    Maven.Outcome outcome = build.maven().shell(script, build.workspace(), build.env(), quiet);
    if (outcome.status() == Maven.ABORTED) {
      throw new Build.Interrupted();
    }
    return outcome;
  }

  public void junit(Map<String, Object> named) {
    arguments(
        "junit",
        named,
        Set.of("testResults"),
        Set.of("allowEmptyResults", "skipMarkingBuildUnstable"));
    String pattern = named.get("testResults").toString();
    List<Path> found = files(pattern);
    build.done("junit " + pattern + " " + found.size());
    if (found.isEmpty() && !Boolean.TRUE.equals(named.get("allowEmptyResults"))) {
      throw new Build.StepFailed("No test report files were found for " + pattern);
    }
    if (!Boolean.TRUE.equals(named.get("skipMarkingBuildUnstable"))
        && found.stream().anyMatch(StepWords::hasFailures)) {
      build.worse(Build.Result.UNSTABLE);
    }
  }

  private static boolean hasFailures(Path file) {
    try {
      return Files.readString(file).contains("<failure");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void archiveArtifacts(Map<String, Object> named) {
    arguments("archiveArtifacts", named, Set.of("artifacts"), Set.of("allowEmptyArchive"));
    String pattern = named.get("artifacts").toString();
    List<Path> found = files(pattern);
    build.done("archiveArtifacts " + pattern + " " + found.size());
    if (found.isEmpty() && !Boolean.TRUE.equals(named.get("allowEmptyArchive"))) {
      throw new Build.StepFailed("No artifacts found that match " + pattern);
    }
  }

  /** Of the Gatling plugin: it looks for them itself. */
  public void gatlingArchive() {
    build.done("gatlingArchive " + files("**/global_stats.json").size());
  }

  public void deleteDir() {
    build.done("deleteDir");
    try (Stream<Path> all = Files.walk(build.workspace())) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void catchError(Map<String, Object> named, Closure<?> body) {
    arguments(
        "catchError",
        named,
        Set.of("buildResult", "stageResult", "catchInterruptions"),
        Set.of("message"));
    Build.Result ofBuild = Build.Result.valueOf((String) named.get("buildResult"));
    var _ = Build.Result.valueOf((String) named.get("stageResult"));
    try {
      say(body, this);
    } catch (Build.StepFailed e) {
      build.done("caught: " + e.getMessage());
      build.worse(ofBuild);
    } catch (Build.Interrupted e) {
      if (!Boolean.FALSE.equals(named.get("catchInterruptions"))) {
        throw new IllegalArgumentException("an interruption is caught, and the build goes on", e);
      }
      throw e;
    }
  }

  public Map<String, Object> string(Map<String, Object> named) {
    arguments("string", named, Set.of("credentialsId", "variable"), Set.of());
    return named;
  }

  /** Secrets come from the store, and are in the environment within the block alone. */
  public void withCredentials(List<Map<String, Object>> bindings, Closure<?> body) {
    for (Map<String, Object> each : bindings) {
      getEnv().put((String) each.get("variable"), "secret of " + each.get("credentialsId"));
    }
    try {
      say(body, this);
    } finally {
      bindings.forEach(each -> getEnv().remove((String) each.get("variable")));
    }
  }

  public void script(Closure<?> body) {
    say(body, new ScriptWords(build));
  }

  /** The files in the workspace that a pattern of Ant's names. */
  List<Path> files(String pattern) {
    Path workspace = build.workspace();
    var matcher = workspace.getFileSystem().getPathMatcher("glob:" + pattern);
    try (Stream<Path> all = Files.walk(workspace)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> matcher.matches(workspace.relativize(file)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
