package io.hybridperf.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scripts of config/ci in a real shell, in which Maven and what speaks to a server are
 * stand-ins.
 */
class PipelineFilesTest {
  private static final Path FOLDER = Project.ROOT.resolve("config/ci");
  private static final Pattern DEFAULT =
      Pattern.compile("\\$\\{\\{ inputs\\.\\w+ \\|\\| '([^']*)' }}");
  private static final Pattern REPORTS =
      Pattern.compile("results/gate/(performance-report\\.md|junit\\.xml)");
  private static final String MUST_PASS = "judge --gate must-pass --allow-unsure";
  private static final String GATE = "judge --gate must-pass results";

  @TempDir private Path folder;

  private Path workspace;
  private final Map<String, String> env = new TreeMap<>();

  /** A part of a pipeline that fails or not by itself, and whether the pipeline goes on then. */
  private record Part(String name, String script, boolean mayFail) {}

  @BeforeEach
  void checkout() throws IOException {
    workspace = Files.createDirectories(folder.resolve("workspace"));
    Files.writeString(workspace.resolve("pom.xml"), "<project/>");
    env.put("GITHUB_STEP_SUMMARY", folder.resolve("summary").toString());
    env.put("PULL_REQUEST", "1");
    env.put("COMMENT_TOKEN", "token");
    env.put("CI_MERGE_REQUEST_IID", "1");
    env.put("CI_API_V4_URL", "http://127.0.0.1:1");
    env.put("CI_PROJECT_ID", "1");
  }

  private Maven maven(String verdict, String... answers) throws IOException {
    Maven maven = new Maven(folder.resolve("maven"), verdict, List.of(answers));
    for (String other : List.of("gh", "curl")) {
      maven.standIn(other);
    }
    return maven;
  }

  private List<Part> gitHub() {
    JsonNode workflow = Yaml.document(FOLDER.resolve("github-actions.yml"));
    workflow
        .path("env")
        .properties()
        .forEach(each ->
            env.put(each.getKey(), DEFAULT.matcher(each.getValue().asText()).replaceAll("$1")));
    List<Part> parts = new ArrayList<>();
    for (JsonNode step : workflow.path("jobs").path("gate").path("steps")) {
      if (step.has("run")) {
        parts.add(
            new Part(
                step.path("name").asText(),
                step.path("run").asText(),
                step.path("continue-on-error").asBoolean()));
      }
    }
    return parts;
  }

  private List<Part> gitLab() {
    JsonNode pipeline = Yaml.document(FOLDER.resolve("gitlab-ci.yml"));
    pipeline
        .path("variables")
        .properties()
        .forEach(each -> env.put(each.getKey(), each.getValue().path("value").asText()));
    List<Part> parts = new ArrayList<>();
    for (String stage : Yaml.texts(pipeline.path("stages"))) {
      for (Map.Entry<String, JsonNode> job : pipeline.properties()) {
        if (job.getValue().path("stage").asText().equals(stage)) {
          parts.add(
              new Part(
                  job.getKey(),
                  String.join("\n", Yaml.texts(job.getValue().path("script"))),
                  job.getValue().path("allow_failure").asBoolean()));
        }
      }
    }
    return parts;
  }

  /** {@return the parts that failed, up to the first that ends the pipeline} */
  private List<String> failed(Maven maven, List<Part> parts) {
    List<String> failed = new ArrayList<>();
    for (Part part : parts) {
      if (maven.shell(part.script(), workspace, env, true).status() != 0) {
        failed.add(part.name());
        if (!part.mayFail()) {
          break;
        }
      }
    }
    return failed;
  }

  @Test
  void gitHubsStepsRunTheProjectsLinesAndPassWithTheRun() throws IOException {
    Maven maven = maven("PASS");

    assertThat(failed(maven, gitHub())).isEmpty();

    lines(maven);
    assertThat(folder.resolve("summary")).content().startsWith("## PASS");
    assertThat(maven.callsOf("gh"))
        .singleElement()
        .asString()
        .contains("--body-file, results/gate/performance-report.md");
  }

  @Test
  void gitLabsJobsDoLikewise() throws IOException {
    Maven maven = maven("PASS");

    assertThat(failed(maven, gitLab())).isEmpty();

    lines(maven);
    assertThat(maven.callsOf("curl"))
        .singleElement()
        .asString()
        .contains("body=<results/gate/performance-report.md", "/merge_requests/1/notes");
  }

  @Test
  void anotherDeploymentIsComparedWith() throws IOException {
    for (boolean gitHub : new boolean[] {true, false}) {
      Maven maven = maven("PASS");
      List<Part> parts = gitHub ? gitHub() : gitLab();
      env.put("AGAINST", "127.0.0.1:50052");

      assertThat(failed(maven, parts)).isEmpty();

      assertThat(maven.calls())
          .filteredOn(call -> call.contains("-Dsimulation=Burst"))
          .singleElement()
          .asInstanceOf(InstanceOfAssertFactories.LIST)
          .contains("-Dagainst=127.0.0.1:50052");
      assertThat(maven.calls()).flatMap(MavenLine::problems).isEmpty();
    }
  }

  @Test
  void whoHasAnotherApiLeavesOurLookOut() throws IOException {
    for (boolean gitHub : new boolean[] {true, false}) {
      Maven maven = maven("PASS", "1 simulation=Smoke");
      List<Part> parts = gitHub ? gitHub() : gitLab();
      env.put("SMOKE", "none");

      assertThat(failed(maven, parts)).isEmpty();

      assertThat(maven.calls())
          .anyMatch(call -> call.contains("-Dsimulation=Burst"))
          .noneMatch(call -> call.contains("-Dsimulation=none"))
          .noneMatch(call -> call.contains("-Dsimulation=Smoke"));
    }
  }

  private static void lines(Maven maven) throws IOException {
    assertThat(maven.calls())
        .anyMatch(call -> call.contains("verify"))
        .anyMatch(call -> call.contains("-Dsimulation=Smoke"))
        .anyMatch(call -> call.contains("-Dsimulation=Burst"))
        .anyMatch(call -> call.contains("-Dreport=report results/gate"));
    assertThat(maven.calls()).flatMap(MavenLine::problems).isEmpty();
  }

  @Test
  void aMissedMustPassFailsBoth() throws IOException {
    String[] missed = {"1 simulation=Burst", "1 " + MUST_PASS, "1 " + GATE};

    assertThat(failed(maven("FAIL", missed), gitHub())).endsWith("Must-pass");
    assertThat(failed(maven("FAIL", missed), gitLab())).endsWith("must-pass");
  }

  @Test
  void anUnsureRunIsAWarning() throws IOException {
    String[] unsure = {"1 simulation=Burst", "1 " + GATE};

    assertThat(failed(maven("UNSURE", unsure), gitHub())).containsExactly("Load");
    assertThat(failed(maven("UNSURE", unsure), gitLab())).containsExactly("gate");
  }

  @Test
  void aGeneratorThatDiedFailsBoth() throws IOException {
    String[] died = {"137 simulation=Burst", "1 report results", "1 judge"};

    assertThat(failed(maven("PASS", died), gitHub())).endsWith("Report");
    assertThat(failed(maven("PASS", died), gitLab())).endsWith("load");
  }

  @Test
  void theFilesTheyPublishAreThoseOfARun() throws IOException {
    Maven maven = maven("PASS");
    failed(maven, gitLab());
    for (Path file : Yaml.files("config/ci", ".yml")) {
      List<String> named =
          REPORTS.matcher(Files.readString(file)).results().map(found -> found.group()).toList();

      assertThat(named).isNotEmpty().allMatch(path -> Files.exists(workspace.resolve(path)));
    }
  }
}
