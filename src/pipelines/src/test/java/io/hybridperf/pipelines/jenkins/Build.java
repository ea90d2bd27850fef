package io.hybridperf.pipelines.jenkins;

import io.hybridperf.pipelines.Maven;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** One build of a job: what it was given, and what has come of it so far. */
public final class Build {

  /** From good to bad, as Jenkins orders them. */
  public enum Result {
    SUCCESS,
    UNSTABLE,
    FAILURE,
    ABORTED
  }

  /** A step or a shell script that failed. */
  static final class StepFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    StepFailed(String message) {
      super(message);
    }
  }

  /** Somebody, or a timeout, ended the build. */
  static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Whether a build's own environment says which one it is. */
  static final String NUMBER = "7";

  private final Path folder;
  private final Maven maven;
  private final Map<String, Object> params = new TreeMap<>();
  private final Map<String, Object> given;
  private final Map<String, String> env = new TreeMap<>();
  private final Deque<Path> workspaces = new ArrayDeque<>();
  private final Deque<String> around = new ArrayDeque<>();
  private final List<String> steps = new ArrayList<>();
  private final Map<String, Map<String, byte[]>> stashes = new TreeMap<>();
  private Result result = Result.SUCCESS;
  private String description = "";
  private int nodes;

  Build(Path folder, Maven maven, Map<String, Object> given) {
    this.folder = folder;
    this.maven = maven;
    this.given = given;
    env.put("BUILD_NUMBER", NUMBER);
  }

  /** Takes what the job was started with, or a parameter's default. */
  void parameter(String name, Object standard) {
    params.put(name, given.getOrDefault(name, standard));
  }

  void parametersAreKnown() {
    for (String name : given.keySet()) {
      if (!params.containsKey(name)) {
        throw new IllegalArgumentException("the Jenkinsfile has no parameter " + name);
      }
    }
  }

  public Map<String, Object> params() {
    return params;
  }

  public Map<String, String> env() {
    return env;
  }

  Maven maven() {
    return maven;
  }

  /** Keeps files of the workspace, by their path in it. */
  void stash(String name, List<Path> files) {
    Map<String, byte[]> kept = new TreeMap<>();
    try {
      for (Path file : files) {
        kept.put(workspace().relativize(file).toString(), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    stashes.put(name, kept);
  }

  /** Puts them into this workspace. */
  void unstash(String name) {
    Map<String, byte[]> kept = stashes.get(name);
    if (kept == null) {
      throw new StepFailed("No such saved stash '" + name + "'");
    }
    try {
      for (Map.Entry<String, byte[]> file : kept.entrySet()) {
        Path path = workspace().resolve(file.getKey());
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.write(path, file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Does something on an agent, in a workspace of its own. */
  void onNode(boolean checkedOut, Runnable body) {
    Path workspace = folder.resolve("workspace@" + ++nodes);
    try {
      Files.createDirectories(workspace);
      if (checkedOut) {
        checkout(workspace);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    workspaces.push(workspace);
    try {
      body.run();
    } finally {
      workspaces.pop();
    }
  }

  /** Stands for the sources in a workspace; Maven looks for it. */
  static void checkout(Path workspace) throws IOException {
    Files.writeString(workspace.resolve("pom.xml"), "<project/>");
  }

  Path workspace() {
    Path workspace = workspaces.peek();
    if (workspace == null) {
      throw new StepFailed("a step that needs an agent has none");
    }
    return workspace;
  }

  List<Path> allWorkspaces() throws IOException {
    try (var all = Files.list(folder)) {
      return all.filter(each -> each.getFileName().toString().startsWith("workspace@")).toList();
    }
  }

  /** Does something within a lock, a timeout and their like, which every step is recorded with. */
  void within(String what, Runnable body) {
    around.addLast(what);
    try {
      body.run();
    } finally {
      around.removeLast();
    }
  }

  /** Writes down what was done: {@code Target > lock(load on x) > sh mvn ...}. */
  void done(String step) {
    steps.add(String.join(" > ", around) + (around.isEmpty() ? "" : " > ") + step);
  }

  /** {@return what was done, in order} */
  public List<String> steps() {
    return steps;
  }

  /** A result never gets better. */
  void worse(Result other) {
    if (other.compareTo(result) > 0) {
      result = other;
    }
  }

  public Result result() {
    return result;
  }

  public String description() {
    return description;
  }

  void describe(String text) {
    description = text;
  }
}
