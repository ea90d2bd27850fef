package io.hybridperf.suite.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.grpc.Status;
import io.hybridperf.gatling.support.GatlingJvm;
import io.hybridperf.gatling.support.TestCoordinator;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.suite.support.JudgedSimulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole simulations, each in a JVM of its own, and what their exit status says. */
@Tag("slow")
class JudgedRunTest {
  private static final int ASSERTIONS_FAILED = 2;

  /** Pauses of a second, as machines of test farms have, are within the audit's limits. */
  private static final String CONFIG =
      """
      parameters {
        env = none, qps = 50, warmup = 1s, duration = 4s, deadline = 10s, channels = 0, arrivals = even
        gate = must-pass, seed = 1
      }
      audit { p99-lag = 2s, late-after = 2s, max-late-share = 0.05 }
      """;

  @TempDir private Path home;
  private TestCoordinator coordinator;

  @BeforeEach
  void configure() throws IOException {
    Files.createDirectories(home.resolve("config"));
    Files.writeString(home.resolve("config/hybrid-perf.conf"), CONFIG);
    coordinator = TestCoordinator.start();
  }

  @AfterEach
  void stop() {
    coordinator.close();
  }

  private Path runFolder() {
    return home.resolve("run");
  }

  private GatlingJvm run(String... properties) throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "hybridperf.home=" + home,
                "hybridperf.run.folder=" + runFolder(),
                "target=" + coordinator.target()));
    all.addAll(List.of(properties));
    return GatlingJvm.run(JudgedSimulation.class, home, all.toArray(String[]::new));
  }

  private JsonNode verdict() throws IOException {
    return Json.mapper().readTree(runFolder().resolve("verdict.json").toFile());
  }

  @Test
  void aGeneratorThatIsStarvedMakesAnInvalidRunAndTheExitStatusSaysSo() throws Exception {
    // 250 users, each of whom takes 60 ms of the one event loop: the last is some 10 s late.
    GatlingJvm starved = run("starved.millis=60");

    assertThat(starved.exitStatus()).as(starved.output()).isEqualTo(ASSERTIONS_FAILED);
    assertThat(verdict().path("verdict").asText()).isEqualTo("INVALID");
    // Nothing else was wrong.
    assertThat(verdict().path("slos").path(0).path("tier").asText()).isEqualTo("MUST-PASS");
    assertThat(starved.output()).contains("generator overloaded");
  }

  @Test
  void aGeneratorThatWillNotKeepUpEndsItsRun() throws Exception {
    // It would take three minutes to send what is due in one.
    GatlingJvm starved = run("starved.millis=60", "duration=60s");

    assertThat(starved.exitStatus()).as(starved.output()).isEqualTo(ASSERTIONS_FAILED);
    assertThat(starved.output()).contains("behind its schedule: no new requests");
    assertThat(verdict().path("verdict").asText()).isEqualTo("INVALID");
    assertThat(verdict().path("slos").path(0).path("samples").asLong()).isLessThan(2_000);
    assertThat(Files.readString(runFolder().resolve("run.json"))).contains("GENERATOR_LATE");
  }

  @Test
  void aRunThatDoesNotBeginEndsInvalid() throws Exception {
    GatlingJvm stalled = run("stalled.seconds=20", "hybridperf.start.seconds=5");

    assertThat(stalled.exitStatus()).as(stalled.output()).isNotZero();
    assertThat(stalled.output())
        .containsPattern(
            "hybrid-perf: the run has not begun and is INVALID: it has waited for the first request")
        .doesNotContain("\tat ");
    assertThat(verdict().path("verdict").asText()).isEqualTo("INVALID");
    assertThat(verdict().path("reasons").path(0).asText()).startsWith("the run has not begun");
  }

  @Test
  void aRunThatIsEndedBeforeItsFirstRequestEndsAtOnceWithOneLine() throws Exception {
    Thread ender =
        Thread.ofVirtual()
            .start(() -> {
              while (!Files.exists(runFolder().resolve("run.json")) && !Thread.interrupted()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
              }
              ProcessHandle.current()
                  .children()
                  .filter(child -> child.info().commandLine().orElse("").contains(home.toString()))
                  .forEach(ProcessHandle::destroy);
            });

    // Gatling would wait for a first user's end until the time for an end is over: a minute.
    GatlingJvm ended = run("stalled.seconds=100");

    ender.interrupt();
    ender.join();
    assertThat(ended.exitStatus()).as(ended.output()).isEqualTo(130);
    assertThat(ended.output())
        .containsOnlyOnce("stopped before the first request: nothing was measured")
        .contains("verdict: INCOMPLETE")
        .doesNotContain("not at its end after", "\tat ");
    assertThat(verdict().path("verdict").asText()).isEqualTo("INCOMPLETE");
  }

  @Test
  void aRunFolderThatIsRemovedUnderTheRunEndsItAtOnceWithOneLine() throws Exception {
    Thread remover =
        Thread.ofVirtual()
            .start(() -> {
              while (!recordsSomething() && !Thread.interrupted()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
              }
              remove(runFolder());
            });

    GatlingJvm ended = run("duration=100s");

    remover.interrupt();
    remover.join();
    assertThat(ended.exitStatus()).as(ended.output()).isNotZero();
    assertThat(ended.output())
        .contains("hybrid-perf: the run's folder was removed", "verdict: INCOMPLETE")
        .doesNotContain("\tat ", " 1:00 left");
  }

  private boolean recordsSomething() {
    try {
      return Files.size(runFolder().resolve("counters.jsonl")) > 1_000;
    } catch (IOException e) {
      return false;
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aLoadThatCannotShowWhatItIsJudgedByIsOneLineBeforeTheTargetIsAsked() throws Exception {
    coordinator.close();

    GatlingJvm refused = run("qps=0.01");

    assertThat(refused.exitStatus()).isEqualTo(64);
    assertThat(refused.output())
        .contains("hybrid-perf: load: phase 'warm-up'")
        .doesNotContain("\tat ");
    assertThat(runFolder()).doesNotExist();
  }

  @Test
  void theSameLoadUnstarvedPassesByAnObjectiveOfTheSimulationsOwn() throws Exception {
    GatlingJvm unstarved = run();

    assertThat(unstarved.exitStatus()).as(unstarved.output()).isZero();
    assertThat(verdict().path("verdict").asText()).isEqualTo("PASS");
    assertThat(verdict().path("slos").path(0).path("name").asText()).isEqualTo("errors");
    assertThat(verdict().path("slos").path(0).path("tier").asText()).isEqualTo("MUST-PASS");
    // So that the run can be judged again.
    assertThat(runFolder().resolve("settings.json")).content().contains("error-rate", "< 1 %");
  }

  @Test
  void aSystemThatStillGetsFasterIsWarmedUpUntilItDoesNot() throws Exception {
    long began = System.nanoTime();
    coordinator.delaying(() -> {
      double seconds = (System.nanoTime() - began) / 1e9;
      return Math.max(5, Math.round(400 * Math.exp(-seconds / 4)));
    });

    GatlingJvm run = run("warmup=7s", "warmup-limit=60s", "duration=3s");

    assertThat(run.exitStatus()).as(run.output()).isZero();
    assertThat(run.output()).contains("warm-up: steady, ");
    JsonNode phases =
        Json.mapper().readTree(runFolder().resolve("run.json").toFile()).path("phases");
    assertThat(phases.findValuesAsText("name"))
        .startsWith("warm-up", "warm-up-2")
        .endsWith("steady");
    // It got faster for seventeen seconds, and rested as long.
    assertThat(phases.get(phases.size() - 1).path("startSeconds").asDouble()).isGreaterThan(20);
  }

  @Test
  void aRunWithoutAWarmUpSaysThatItsFirstSecondsAreJudged() throws Exception {
    GatlingJvm cold = run("warmup=0s");

    assertThat(cold.exitStatus()).as(cold.output()).isZero();
    assertThat(cold.output()).contains("planned: no warm-up");
    assertThat(verdict().path("notes").toString()).contains("no warm-up");
  }

  @Test
  void whatGrafanaIsToldIsTheVerdictThatIsWritten() throws Exception {
    List<JsonNode> told = new CopyOnWriteArrayList<>();
    HttpServer grafana =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    grafana.createContext(
        "/api/annotations",
        exchange -> {
          try (exchange) {
            told.add(Json.mapper().readTree(exchange.getRequestBody()));
            exchange.sendResponseHeaders(200, -1);
          }
        });
    grafana.start();
    // No log shows how many answers were wrong: it is found out beside them.
    Files.writeString(
        home.resolve("config/hybrid-perf.conf"),
        """
        grafana.url = "http://127.0.0.1:%s"
        slos."right" { metric = wrong-answers, must-pass = "<= 1000000" }
        """
            .formatted(grafana.getAddress().getPort()),
        StandardOpenOption.APPEND);

    GatlingJvm run = run("duration=2s", "live=on");
    grafana.stop(0);

    assertThat(verdict().at("/slos/0/tier").asText()).as(run.output()).isEqualTo("MUST-PASS");
    assertThat(told)
        .filteredOn(each -> each.at("/tags/1").asText().equals("verdict"))
        .singleElement()
        .satisfies(each ->
            assertThat(each.path("text").asText())
                .contains(verdict().path("verdict").asText())
                .doesNotContain("right"));
  }

  @Test
  void anObjectiveOfTheConfigurationTakesItsPlaceAndIsTheExitStatusWhenMissed() throws Exception {
    Files.writeString(
        home.resolve("config/hybrid-perf.conf"),
        "slos.\"errors\" { metric = error-rate, must-pass = \"< 50 %\", min-samples = 20 }",
        StandardOpenOption.APPEND);
    coordinator.failing(Status.Code.INTERNAL);

    GatlingJvm failed = run();

    assertThat(failed.exitStatus()).as(failed.output()).isEqualTo(ASSERTIONS_FAILED);
    JsonNode errors = verdict().path("slos").path(0);
    assertThat(errors.path("tier").asText()).isEqualTo("FAIL");
    assertThat(errors.path("thresholds").path("must-pass").path("limit").asDouble()).isEqualTo(50);
    assertThat(verdict().path("verdict").asText()).isEqualTo("FAIL");
  }
}
