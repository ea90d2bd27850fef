package io.hybridperf.suite.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.record.ArrivalClock;
import io.hybridperf.measurement.record.RecorderClock;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.verdict.ExternalMetrics;
import io.hybridperf.measurement.verdict.Judge;
import io.hybridperf.suite.settings.UserError;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrafanaAnnotationsTest {
  private static final ArrivalPlan PLAN =
      LoadProfile.empty()
          .warmUp(10, Duration.ofSeconds(1))
          .constant("peak", 10, Duration.ofSeconds(2))
          .plan();

  private final List<JsonNode> told = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private HttpServer grafana;
  private volatile int status = 200;

  @TempDir private Path path;

  @BeforeEach
  void start() throws Exception {
    grafana = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    grafana.createContext(
        "/grafana/api/annotations",
        exchange -> {
          try (exchange) {
            tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            told.add(new ObjectMapper().readTree(exchange.getRequestBody()));
            exchange.sendResponseHeaders(status, -1);
          }
        });
    grafana.start();
  }

  @AfterEach
  void stop() {
    grafana.stop(0);
  }

  private Config config() {
    return ConfigFactory.parseString(
        "grafana { url = \"http://127.0.0.1:%s/grafana/\", token-env = GRAFANA_TOKEN }"
            .formatted(grafana.getAddress().getPort()));
  }

  private RunLog recorded(RunFolder folder) throws Exception {
    RunInfo info = RunInfo.starting("Burst", "lab", 1, "must-pass", 1, PLAN);
    info.writeTo(folder);
    try (RunRecorder recorder =
        RunRecorder.open(folder, new ArrivalClock(PLAN, System.nanoTime()), RecorderClock.SYSTEM)) {
      recorder.arrivals().started(0, System.nanoTime());
      recorder.writer().sent(1, "simple");
      recorder.writer().record(1, "simple", "OK", 1, 1, 0);
      recorder.flush();
    }
    Files.writeString(
        folder.events(), "{\"seconds\":1.5,\"tookSeconds\":0.25,\"event\":\"stop milvus\"}\n");
    return RunLog.read(folder, info);
  }

  private void tell() throws Exception {
    RunFolder folder = new RunFolder(path);
    RunLog log = recorded(folder);
    GrafanaAnnotations.of(config(), Map.of("GRAFANA_TOKEN", "s3cret"))
        .orElseThrow()
        .tell(
            folder,
            log,
            Judge.judge(
                log, List.of(), AuditLimits.from(ConfigFactory.empty()), ExternalMetrics.none()));
  }

  @Test
  void phasesEventsAndTheVerdictAreToldWithTheTimesTheyHad() throws Exception {
    tell();

    assertThat(tokens).hasSize(4).containsOnly("Bearer s3cret");
    assertThat(told)
        .extracting(each -> each.at("/tags/1").asText())
        .containsExactly("phase", "phase", "event", "verdict");
    assertThat(told)
        .extracting(each -> each.path("timeEnd").asLong() - each.path("time").asLong())
        .containsExactly(1_000L, 2_000L, 250L, 0L);
    assertThat(told.get(1).path("time").asLong() - told.get(0).path("time").asLong())
        .isEqualTo(1_000);
    assertThat(told.get(2).path("time").asLong() - told.get(0).path("time").asLong())
        .isEqualTo(1_500);
    assertThat(told.get(0).path("time").asLong())
        .isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis() + 1_000);
    assertThat(told.get(1).path("text").asText()).startsWith("peak, Burst on lab");
    assertThat(told.get(2).path("text").asText()).startsWith("stop milvus");
  }

  @Test
  void aGrafanaThatRefusesIsAskedOnce() throws Exception {
    status = 401;
    tell();

    assertThat(told).hasSize(1);
  }

  @Test
  void oneThatIsNotThereHarmsNothing() throws Exception {
    grafana.stop(0);
    tell();

    assertThat(told).isEmpty();
  }

  @Test
  void aTokenThatIsMissingIsSaidBeforeTheLoad() {
    assertThatThrownBy(() -> GrafanaAnnotations.of(config(), Map.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("grafana.token-env = GRAFANA_TOKEN");
    assertThat(GrafanaAnnotations.of(ConfigFactory.empty(), Map.of())).isEmpty();
  }
}
