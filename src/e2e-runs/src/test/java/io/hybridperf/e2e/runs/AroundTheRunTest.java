package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import simulations.Smoke;

/** What a machine may do to a run: each is one line, and no run is green for it. */
@Execution(ExecutionMode.CONCURRENT)
class AroundTheRunTest {
  private static final InetAddress V6 = InetAddress.ofLiteral("::1");

  @TempDir Path folder;
  private Project project;

  @BeforeEach
  void copyConfiguration() {
    project = Project.in(folder);
  }

  @Test
  void aHeapThatIsTooSmallForAnyRunIsOneLine() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        GatlingProcess run =
            project.startBy(List.of("env", "_JAVA_OPTIONS=-Xmx40m"), Smoke.class, coordinator)) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.MISTAKE);
      assertThat(run.output().lines())
          .hasSize(2)
          .last()
          .asString()
          .startsWith("hybrid-perf: -Xmx: a heap of ")
          .contains("-Dgenerator.heap=");
    }
  }

  @Test
  void aRunWhoseFilesCannotGrowEndsAtOnceAndIsIncomplete() throws Exception {
    // What a full disk is to a process that writes: nobody's privileges are needed for this one.
    List<String> fullDisk = List.of("/bin/sh", "-c", "ulimit -f 100; exec \"$@\"", "sh");
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        GatlingProcess run =
            project.startBy(
                fullDisk,
                Smoke.class,
                coordinator,
                "qps=200",
                "warmup=1s",
                "duration=200s",
                "k=5",
                // Netty's libraries are files too.
                "io.netty.transport.noNative=true",
                "io.netty.handler.ssl.noOpenSsl=true")) {
      assertThat(run.exitStatus()).as(run.output()).isNotZero();
      assertThat(run.output())
          .containsOnlyOnce("hybrid-perf: cannot write ")
          .contains("verdict: INCOMPLETE")
          .doesNotContain("\tat ", " 0:5", " 1:00 left");
      assertThat(run.json("verdict.json").path("verdict").asText()).isEqualTo("INCOMPLETE");
    }
  }

  @Test
  void aRunWhoseFolderCannotBeMadeIsOneLine() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        GatlingProcess run =
            project.start(
                Smoke.class, coordinator, "hybridperf.run.folder=" + file.resolve("run"))) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.MISTAKE);
      assertThat(run.output())
          .contains("hybrid-perf: -Dhybridperf.run.folder=" + file)
          .doesNotContain("\tat ", "Simulation ");
    }
  }

  @Test
  void aGateThatNobodysRequestsCanFillIsOneLineBeforeTheTargetIsAsked() throws Exception {
    project.configure("simulations/Smoke.conf", "slos.\"simple queries\".scope = \"label:simpel\"");
    try (GatlingProcess run = project.start(Smoke.class, "env=planted", "target=127.0.0.1:1")) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.MISTAKE);
      assertThat(run.output())
          .contains(
              "hybrid-perf: slos.\"simple queries\".scope = \"label:simpel\": this simulation sends no request of that label; did you mean 'simple'? valid: complex, graph-only, hybrid, simple")
          .doesNotContain("\tat ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[::1]:", "both.test:", "dns:///both.test:"})
  void aServerOnIpV6IsRunAgainst(String host) throws Exception {
    assumeTrue(hasIpV6(), "this machine has no IPv6");
    Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 both.test\n::1 both.test\n");
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers(), V6);
        GatlingProcess run =
            project.start(
                Smoke.class,
                "env=planted",
                "target=" + host + coordinator.port(),
                "jdk.net.hosts.file=" + hosts,
                "qps=100",
                "warmup=1s",
                "duration=7s",
                "k=5")) {
      assertThat(run.exitStatus()).as(run.output()).isZero();
      assertThat(run.verdict().value("error rate")).isZero();
    }
  }

  private static boolean hasIpV6() {
    try (ServerSocket _ = new ServerSocket(0, 1, V6)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void theBuildLetsGatlingUseIpV6() throws Exception {
    assertThat(Files.readString(Project.ROOT.resolve("simulations/pom.xml")))
        .as("Gatling's own arguments prefer IPv4")
        .contains("<ignoreDefaultGatlingJvmArgs>true<")
        .doesNotContain("preferIPv4Stack");
  }
}
