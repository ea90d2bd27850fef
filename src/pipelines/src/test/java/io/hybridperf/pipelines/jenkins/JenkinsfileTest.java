package io.hybridperf.pipelines.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import groovy.lang.MissingMethodException;
import groovy.lang.MissingPropertyException;
import io.hybridperf.pipelines.Maven;
import io.hybridperf.pipelines.MavenLine;
import io.hybridperf.pipelines.Project;
import io.hybridperf.pipelines.jenkins.Build.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Jenkinsfile, through every ending. */
class JenkinsfileTest {
  private static final String LOAD = "simulation=Burst";
  private static final String MUST_PASS = "judge --gate must-pass --allow-unsure";

  @TempDir private Path folder;

  private Maven maven;
  private final Map<String, Object> parameters = new HashMap<>();

  private Build build(String verdict, String... answers) throws IOException {
    maven = new Maven(folder.resolve("maven"), verdict, List.of(answers));
    return Jenkinsfile.run(
        Files.readString(Project.ROOT.resolve("Jenkinsfile")), folder, maven, parameters);
  }

  @Test
  void aRunThatPassesIsASuccessWithAllThatItLeft() throws IOException {
    Build build = build("PASS");

    assertThat(build.result()).as(build.steps()::toString).isEqualTo(Result.SUCCESS);
    assertThat(build.description()).isEqualTo("PASS: Burst on embedded, gate must-pass");
    assertThat(build.steps())
        .anyMatch(step -> step.endsWith("junit **/target/*-reports/TEST-*.xml 1"))
        .anyMatch(step -> step.endsWith("junit results/build-7/load/junit.xml 1"))
        .anyMatch(step -> step.contains("archiveArtifacts results/build-7/** "))
        .anyMatch(step -> step.endsWith("gatlingArchive 2"))
        .contains("timeout(6 HOURS) > Benchmarks skipped")
        .noneMatch(step -> step.contains("injector"));
    isClean(build);
  }

  @Test
  void itRunsTheLinesThatPeopleTypeInTheirOrder() throws IOException {
    build("PASS");

    String workspace = folder.resolve("workspace@1").toString();
    assertThat(maven.calls().stream().map(call -> String.join(" ", call)))
        .containsExactly(
            "-B test-compile",
            "-B verify",
            "-B gatling:test -Dsimulation=Smoke -Denv=embedded -Drun.folder="
                + workspace
                + "/results/build-7/smoke",
            "-B gatling:test -Dsimulation=Burst -Denv=embedded -Dgate=must-pass -Druns=1 -Drun.folder="
                + workspace
                + "/results/build-7/load",
            "-B -q -Dreport=report results/build-7/load",
            "-B -q -Dreport=judge --gate must-pass --allow-unsure results/build-7/load",
            "-B -q -Dreport=judge --gate must-pass results/build-7/load");
  }

  @Test
  void severalInjectorsEachHaveAnAgentAndAreJudgedOnce() throws IOException {
    parameters.put("INJECTORS", "3");

    Build build = build("PASS");

    assertThat(build.result()).as(build.steps()::toString).isEqualTo(Result.SUCCESS);
    assertThat(shares()).containsExactly("-Dinjector=1/3", "-Dinjector=2/3", "-Dinjector=3/3");
    assertThat(
            maven.calls().stream()
                .flatMap(List::stream)
                .filter(word -> word.startsWith("-Drendezvous="))
                .distinct())
        .singleElement()
        .asString()
        .matches("-Drendezvous=[0-9.]+:7464");
    assertThat(build.steps().stream().filter(step -> step.contains("-Dinjector")))
        .hasSize(3)
        .allMatch(step -> step.contains("lock(load on embedded)"))
        .allMatch(step -> step.contains("timeout("));
    assertThat(build.steps().stream().filter(step -> step.contains("agent(injector) > sh mvn")))
        .hasSize(2);
    String run = "results/build-7/";
    assertThat(maven.calls().stream().map(call -> String.join(" ", call)))
        .containsSubsequence(
            "-B -q -Dreport=merge %1$sinjector-1 %1$sinjector-2 %1$sinjector-3 --run-folder %1$sload"
                .formatted(run),
            "-B -q -Dreport=report " + run + "load",
            "-B -q -Dreport=judge --gate must-pass --allow-unsure " + run + "load");
    assertThat(maven.calls()).flatMap(MavenLine::problems).isEmpty();
    isClean(build);
  }

  private List<String> shares() throws IOException {
    return maven.calls().stream()
        .flatMap(List::stream)
        .filter(word -> word.startsWith("-Dinjector="))
        .toList();
  }

  @Test
  void aLostInjectorFailsTheBuildAfterTheOthersAreMerged() throws IOException {
    parameters.put("INJECTORS", "3");

    Build build = build("INVALID", "137 injector=2/3", "1 merge", "1 " + MUST_PASS);

    assertThat(build.result()).isEqualTo(Result.FAILURE);
    assertThat(build.description()).startsWith("INVALID");
    assertThat(shares()).hasSize(3);
    assertThat(build.steps()).anyMatch(step -> step.endsWith("stash injector-2 0"));
    assertThat(maven.calls())
        .anyMatch(call ->
            call.toString()
                .contains("merge results/build-7/injector-1 results/build-7/injector-3"));
    isClean(build);
  }

  @Test
  void anAbortedInjectorAbortsTheBuild() throws IOException {
    parameters.put("INJECTORS", "2");

    Build build = build("INCOMPLETE", Maven.ABORTED + " injector=2/2");

    assertThat(build.result()).isEqualTo(Result.ABORTED);
    assertThat(maven.calls()).noneMatch(call -> call.toString().contains("judge"));
    isClean(build);
  }

  @Test
  void anotherDeploymentAndAnEarlierRunAreComparedWith() throws IOException {
    parameters.put("AGAINST", "127.0.0.1:50052");
    parameters.put("BASELINE", "/runs/burst-1");

    Build build = build("PASS", "1 compare");

    assertThat(maven.calls())
        .anyMatch(call -> call.contains("-Dagainst=127.0.0.1:50052"))
        .anyMatch(call -> call.contains("-Dreport=compare /runs/burst-1 results/build-7/load"));
    assertThat(maven.calls()).flatMap(MavenLine::problems).isEmpty();
    // The other deployment gets the same load.
    assertThat(build.steps().stream().filter(step -> step.contains("gatling:test")))
        .hasSize(2)
        .allMatch(step -> step.contains("lock(load on embedded)"))
        .allMatch(step -> step.contains("lock(load on 127.0.0.1:50052)"));
    assertThat(build.result()).isEqualTo(Result.UNSTABLE);
    isClean(build);
  }

  @Test
  void allThatItsLinesNameIsInTheProject() throws IOException {
    parameters.put("JMH", true);
    parameters.put("SCALE", "0.05");
    parameters.put("TARGET", "127.0.0.1:50051");

    build("PASS");

    assertThat(maven.calls()).hasSizeGreaterThan(7);
    assertThat(maven.calls()).flatMap(MavenLine::problems).isEmpty();
  }

  @Test
  void aMissedMustPassFailsTheBuild() throws IOException {
    Build build = build("FAIL", "1 " + LOAD, "1 " + MUST_PASS);

    assertThat(build.result()).isEqualTo(Result.FAILURE);
    assertThat(build.description()).startsWith("FAIL");
    assertThat(build.steps())
        .anyMatch(step -> step.contains("report results") || step.contains("-Dreport=\"report"));
    isClean(build);
  }

  @Test
  void anInvalidRunFailsTheBuild() throws IOException {
    Build build = build("INVALID", "1 " + LOAD, "1 " + MUST_PASS);

    assertThat(build.result()).isEqualTo(Result.FAILURE);
    assertThat(build.description()).startsWith("INVALID");
  }

  @Test
  void anUnsureRunIsUnstable() throws IOException {
    Build build = build("UNSURE", "1 " + LOAD, "1 judge --gate must-pass results");

    assertThat(build.result()).isEqualTo(Result.UNSTABLE);
    assertThat(build.description()).startsWith("UNSURE");
    isClean(build);
  }

  @Test
  void aMissedTargetIsUnstableWhereMustPassHeld() throws IOException {
    parameters.put("GATE", "target");

    Build build = build("FAIL", "1 " + LOAD, "1 judge --gate target");

    assertThat(build.result()).isEqualTo(Result.UNSTABLE);
    assertThat(maven.calls()).anyMatch(call -> call.contains("-Dgate=target"));
  }

  @Test
  void aGeneratorThatDiedFailsTheBuild() throws IOException {
    Build build = build("PASS", "137 " + LOAD, "1 report results", "1 judge");

    assertThat(build.result()).isEqualTo(Result.FAILURE);
    assertThat(build.description()).startsWith("NO RUN: ");
    isClean(build);
  }

  @Test
  void aSmokeThatFailsSparesTheTargetTheLoad() throws IOException {
    Build build = build("FAIL", "1 simulation=Smoke");

    assertThat(build.result()).isEqualTo(Result.FAILURE);
    assertThat(maven.calls()).noneMatch(call -> call.contains("-Dsimulation=Burst"));
    isClean(build);
  }

  @Test
  void whoHasAnotherApiLeavesOurLookOut() throws IOException {
    parameters.put("SMOKE", "none");

    Build build = build("PASS", "1 simulation=Smoke");

    assertThat(build.result()).as(build.steps()::toString).isEqualTo(Result.SUCCESS);
    assertThat(maven.calls())
        .anyMatch(call -> call.contains("-Dsimulation=Burst"))
        .noneMatch(call -> call.contains("-Dsimulation=none"));
    isClean(build);
  }

  @Test
  void testsThatFailSpareTheTargetAnyLoad() throws IOException {
    Build build = build("PASS", "1 verify");

    assertThat(build.result()).isEqualTo(Result.FAILURE);
    assertThat(maven.calls()).noneMatch(call -> call.contains("gatling:test"));
    assertThat(build.steps()).anyMatch(step -> step.endsWith("TEST-*.xml 1"));
    isClean(build);
  }

  @Test
  void anAbortedLoadIsNotJudgedButKept() throws IOException {
    Build build = build("INCOMPLETE", Maven.ABORTED + " " + LOAD);

    assertThat(build.result()).isEqualTo(Result.ABORTED);
    assertThat(build.description()).startsWith("INCOMPLETE");
    assertThat(maven.calls()).noneMatch(call -> call.toString().contains("judge"));
    assertThat(build.steps())
        .anyMatch(step -> step.contains("archiveArtifacts results/build-7/** "));
    isClean(build);
  }

  @Test
  void noLoadIsOutsideTheLockOnItsTarget() throws IOException {
    parameters.put("TARGET", "dns:///coordinator.example:7000");

    Build build = build("PASS");

    assertThat(build.steps().stream().filter(step -> step.contains("gatling:test")))
        .hasSize(2)
        .allMatch(step -> step.contains("lock(load on dns:///coordinator.example:7000)"))
        .allMatch(step -> step.contains("timeout("));
    assertThat(maven.calls().stream().filter(call -> call.contains("gatling:test")))
        .allMatch(call -> call.contains("-Dtarget=dns:///coordinator.example:7000"));
  }

  @Test
  void whatPeopleEnterStaysOneWord() throws IOException {
    parameters.put("TARGET", "a b; touch $HOME \"c\"");
    parameters.put("SCALE", "0.5 -Dx");

    build("PASS");

    assertThat(maven.calls())
        .anyMatch(call -> call.contains("-Dtarget=a b; touch $HOME \"c\""))
        .anyMatch(call -> call.contains("-Dscale=0.5 -Dx"));
  }

  @Test
  void aTokenComesFromTheStoreAndIsThereForLoadsOnly() throws IOException {
    parameters.put("TOKEN", "staging");

    Build build = build("PASS");

    assertThat(build.result()).isEqualTo(Result.SUCCESS);
    assertThat(build.env()).doesNotContainKey("HYBRID_PERF_TOKEN");
    assertThat(build.steps()).noneMatch(step -> step.contains("secret of"));
  }

  @Test
  void benchmarksRunOnAnAgentWithAGpuWhenAskedFor() throws IOException {
    parameters.put("JMH", true);

    Build build = build("PASS");

    assertThat(build.steps())
        .anyMatch(step -> step.contains("Benchmarks > timeout(3 HOURS) > agent(gpu) > sh mvn"));
    isClean(build);
  }

  @Test
  void wordsThatJenkinsMayNotHaveFail() {
    assertThatThrownBy(() -> inSteps("cleanWs()")).isInstanceOf(MissingMethodException.class);
    assertThatThrownBy(() -> inSteps("sh script: 'true'")).hasMessageContaining("returnStdout");
    assertThatThrownBy(() -> inSteps("junit results: 'x'")).hasMessageContaining("testResults");
    assertThatThrownBy(() -> inSteps("currentBuild.description = 'x'"))
        .isInstanceOf(MissingPropertyException.class);
  }

  private void inSteps(String steps) throws IOException {
    maven = new Maven(folder.resolve("maven"), "PASS", List.of());
    Jenkinsfile.run(
        """
        pipeline {
          agent any
          options { timeout(time: 1, unit: 'HOURS') }
          parameters { string(name: 'A', defaultValue: '', description: '') }
          stages { stage('One') { steps { %s } } }
        }
        """
            .formatted(steps),
        folder,
        maven,
        parameters);
  }

  private static void isClean(Build build) throws IOException {
    assertThat(build.allWorkspaces()).as(build.steps()::toString).isEmpty();
  }
}
