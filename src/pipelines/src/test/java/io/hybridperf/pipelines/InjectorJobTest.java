package io.hybridperf.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.measurement.load.Share;
import io.hybridperf.suite.settings.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What config/k8s/injectors names, looked up in the project, and config/k8s/run where it ends
 * before there is a result. {@code .ci/cluster} has it run on a real Kubernetes.
 */
class InjectorJobTest {
  private static final Path K8S = Project.ROOT.resolve("config/k8s");
  private static final int MISTAKE = 64;

  /** A cluster on which a Job of four runs and never ends. */
  private static final String KUBECTL =
      """
      #!/bin/sh
      printf '%s\\n' "$*" >>"$HERE/calls"
      case $* in
        version*) [ ! -e "$HERE/no-cluster" ] || { echo "connection refused" >&2; exit 1; } ;;
        kustomize*) cp "$2/kustomization.yaml" "$HERE/rendered" ;;
        create*--dry-run=server*)
          [ ! -e "$HERE/busy" ] || { echo 'Error from server (AlreadyExists): jobs.batch "injectors" already exists' >&2; exit 1; }
          echo the-namespace ;;
        *"get job"*) echo '4|4|||' ;;
        *logs*) exec sleep 60 ;;
      esac
      """;

  @TempDir private Path folder;

  @BeforeEach
  void cluster() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path kubectl = Files.writeString(bin.resolve("kubectl"), KUBECTL);
    Files.setPosixFilePermissions(kubectl, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(folder.resolve("calls"), "");
  }

  private static JsonNode of(String file, String kind) {
    return Yaml.documents(K8S.resolve("injectors").resolve(file)).stream()
        .filter(each -> each.path("kind").asText().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode pod() {
    return of("load.yaml", "Job").at("/spec/template/spec");
  }

  private static String variable(String name) {
    return StreamSupport.stream(pod().at("/containers/0/env").spliterator(), false)
        .filter(each -> each.path("name").asText().equals(name))
        .map(each -> each.path("value").asText())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPodsIndexIsItsShare() {
    JsonNode spec = of("load.yaml", "Job").path("spec");
    String number = variable("INJECTORS");
    List<String> options = List.of(variable("JDK_JAVA_OPTIONS").split(" ", -1));

    assertThat(spec.path("completionMode").asText()).isEqualTo("Indexed");
    assertThat(spec.path("completions").asText()).isEqualTo(number);
    assertThat(spec.path("parallelism").asText()).isEqualTo(number);
    assertThat(spec.path("backoffLimitPerIndex").asInt(1)).isZero();
    assertThat(spec.has("maxFailedIndexes")).isFalse();
    String share =
        options.getFirst().replace("$(JOB_COMPLETION_INDEX)", "1").replace("$(INJECTORS)", number);
    assertThat(share).startsWith("-D" + Parameter.INJECTOR.key() + "=");
    assertThat(Share.parse(share.substring(share.indexOf('=') + 1)))
        .isEqualTo(new Share(2, Integer.parseInt(number)));
    assertThat(options.get(1)).isEqualTo("-D" + Parameter.RENDEZVOUS.key() + "=$(RENDEZVOUS)");
    // Kubernetes expands what stands before.
    assertThat(pod().at("/containers/0/env").findValuesAsText("name").getLast())
        .isEqualTo("JDK_JAVA_OPTIONS");
  }

  @Test
  void podsMeetAtTheFirstByTheServicesName() {
    JsonNode service = of("place.yaml", "Service");
    String name = service.at("/metadata/name").asText();
    String job = of("load.yaml", "Job").at("/metadata/name").asText();

    assertThat(variable("RENDEZVOUS"))
        .isEqualTo("%s-0.%s:%s".formatted(job, name, service.at("/spec/ports/0/port").asText()));
    assertThat(pod().path("subdomain").asText()).isEqualTo(name);
    assertThat(service.at("/spec/clusterIP").asText()).isEqualTo("None");
    assertThat(service.at("/spec/publishNotReadyAddresses").asBoolean()).isTrue();
    assertThat(service.at("/spec/selector"))
        .isEqualTo(of("load.yaml", "Job").at("/spec/template/metadata/labels"));
    assertThat(variable("OPTIONS"))
        .isEqualTo(
            "-Dtarget=dns:///%s:%s"
                .formatted(
                    coordinator().at("/metadata/name").asText(),
                    coordinator().at("/spec/ports/0/port").asText()));
  }

  private static JsonNode coordinator() {
    return Yaml.documents(K8S.resolve("coordinator.yaml")).stream()
        .filter(each -> each.path("kind").asText().equals("Service"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theImageAndItsFoldersAreThoseOfTheBuild() {
    String pom = Project.text(Project.ROOT.resolve("simulations/pom.xml"));
    String[] image = pod().at("/containers/0/image").asText().split(":", -1);
    JsonNode results = pod().at("/containers/0/volumeMounts/0");

    assertThat(pom).contains("<image>" + image[0] + ":${project.version}</image>");
    assertThat(Project.text(Project.ROOT.resolve("pom.xml")))
        .contains("<version>" + image[1] + "</version>");
    assertThat(pom)
        .contains(
            "<volume>" + results.path("mountPath").asText() + "</volume>",
            "-Dhybridperf.run.folder=" + results.path("mountPath").asText() + "/run</arg>",
            "<user>%1$s:%1$s</user>".formatted(pod().at("/securityContext/runAsUser").asText()));
    assertThat(Project.text(K8S.resolve("run"))).contains("/run/run.json");
    assertThat(Project.ROOT.resolve("simulations/src/test/java/simulations/Smoke.java")).exists();
    assertThat(Yaml.texts(pod().at("/containers/0/args")))
        .containsExactly("--simulation", "simulations.Smoke");
  }

  @Test
  void allThatRunsIsRestricted() {
    for (JsonNode spec : List.of(pod(), of("load.yaml", "Pod").path("spec"))) {
      JsonNode own = spec.at("/containers/0/securityContext");
      assertThat(spec.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
      assertThat(spec.at("/securityContext/seccompProfile/type").asText())
          .isEqualTo("RuntimeDefault");
      assertThat(spec.path("automountServiceAccountToken").asBoolean(true)).isFalse();
      assertThat(own.path("readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(own.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
      assertThat(Yaml.texts(own.at("/capabilities/drop"))).containsExactly("ALL");
      assertThat(spec.at("/containers/0/resources/requests/cpu").asText()).isNotEmpty();
      assertThat(spec.at("/containers/0/resources/limits/memory").asText()).isNotEmpty();
      assertThat(spec.at("/containers/0/image").asText()).matches(".+:.*\\d.*");
      assertThat(spec.path("volumes").findValuesAsText("claimName"))
          .containsExactly(of("place.yaml", "PersistentVolumeClaim").at("/metadata/name").asText());
    }
    assertThat(of("place.yaml", "Namespace").at("/metadata/labels").toString())
        .contains("\"pod-security.kubernetes.io/enforce\":\"restricted\"");
  }

  private record Ended(int status, String output) {}

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("bash", K8S.resolve("run").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile());
    process.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
    process.environment().put("JAVA_HOME", System.getProperty("java.home"));
    process.environment().put("HERE", folder.toString());
    process.environment().put("TMPDIR", folder.toString());
    return process.start();
  }

  private Ended run(String... arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("hangs: " + Files.readString(folder.resolve("output")));
    }
    return new Ended(process.exitValue(), Files.readString(folder.resolve("output")));
  }

  private void assertMistake(String why, String... arguments) throws Exception {
    Ended ended = run(arguments);

    assertThat(ended.output()).hasLineCount(1).startsWith("hybrid-perf: ").contains(why);
    assertThat(ended.status()).isEqualTo(MISTAKE);
    assertThat(Files.readString(folder.resolve("calls"))).doesNotContain("delete");
  }

  @Test
  void aMistakeIsALineAndNothingIsMade() throws Exception {
    String smoke = "-Dsimulation=Smoke";
    String target = "-Dtarget=dns:///coordinator:50051";
    assertMistake("how many injectors?", smoke, target);
    assertMistake("INJECTORS=0: must be a whole number from 1 to 1000", "0", smoke, target);
    assertMistake("INJECTORS=1001: must be", "1001", smoke, target);
    assertMistake("INJECTORS=four: must be", "four", smoke, target);
    assertMistake("the number of injectors is 4 already", "4", "5", smoke, target);
    assertMistake("-Dsimulation=: must name a simulation", "4", target);
    assertMistake("-Dsimulation=a;b: must name a simulation", "4", "-Dsimulation=a;b", target);
    assertMistake("give -Dtarget", "4", smoke);
    assertMistake("-Dinjector=1/4: the Job gives", "4", smoke, target, "-Dinjector=1/4");
    assertMistake("--fast: there is no such option", "--fast", "4", smoke, target);
    assertMistake("-Dprofile=a\"b: quotes", "4", smoke, target, "-Dprofile=a\"b");
    assertMistake("--out: needs a folder", "4", smoke, target, "--out");
    assertMistake(
        "there is no kustomization.yaml in it", "--kustomization", "/", "4", smoke, target);
    assertMistake("cannot be written", "--out", "/proc/none", "4", smoke, target);
    Files.writeString(folder.resolve("no-cluster"), "");
    assertMistake("no Kubernetes answers: connection refused", "4", smoke, target);
  }

  @Test
  void whereALoadGoesOnThereIsNoSecond() throws Exception {
    Files.writeString(folder.resolve("busy"), "");

    assertMistake(
        "a load goes on there already",
        "--out",
        folder.toString(),
        "4",
        "-Dsimulation=Smoke",
        "-Dtarget=a:1");
  }

  @Test
  void whoeverEndsItLeavesNothingInTheCluster() throws Exception {
    Process process =
        start("--out", folder.toString(), "4", "-Dsimulation=Burst", "-Dtarget=$(x):1", "-Dqps=20");
    try {
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
      while (!Files.readString(folder.resolve("output")).contains("4 of 4 run")
          && System.nanoTime() < end) {
        Thread.sleep(50);
      }
    } finally {
      // Not SIGINT, which whoever runs the tests in the background has all processes ignore.
      process.destroy();
    }

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
    assertThat(Files.readString(folder.resolve("calls")))
        .contains("--namespace the-namespace delete job --selector hybrid-perf/run=")
        .contains("exec injectors-collector -- rm -rf /results/")
        .contains("--namespace the-namespace delete pod --selector hybrid-perf/run=");
    assertThat(Files.readString(folder.resolve("rendered")))
        .contains("{name: INJECTORS, value: \"4\"}", "value: [--simulation, simulations.Burst]")
        // Not for Kubernetes to expand.
        .contains("{name: OPTIONS, value: \" -Dtarget=$$(x):1 -Dqps=20\"}");
    try (var left = Files.list(folder)) {
      assertThat(left.map(each -> each.getFileName().toString()))
          .noneMatch(name -> name.startsWith("tmp."));
    }
  }
}
