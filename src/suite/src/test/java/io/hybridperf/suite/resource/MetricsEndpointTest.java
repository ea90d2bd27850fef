package io.hybridperf.suite.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.run.ResourceSample;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsEndpointTest {
  private static final String SELECTORS =
      """
      heap-used-bytes = "jvm_memory_used_bytes{area=heap}"
      rss-bytes = process_resident_memory_bytes
      connections = ["pool{state=active}", "pool{state=idle}"]
      threads = no_such_series
      """;

  private HttpServer server;
  private volatile String text = "";
  private volatile int status = 200;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] body = text.getBytes(StandardCharsets.UTF_8);
          try (exchange) {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private MetricsEndpoint endpoint() {
    return new MetricsEndpoint(
        ResourceSample.TARGET,
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics"),
        ConfigFactory.parseString(SELECTORS));
  }

  @Test
  void seriesAreChosenByLabelsAndAddedUp() throws IOException {
    text =
        """
        # HELP pool Connections
        # TYPE pool gauge
        pool{store="neo4j",state="active"} 3.0
        pool{store="neo4j",state="idle"} 4
        pool{store="a \\"quoted\\", one",state="idle"} 1 1700000000000
        pool{store="neo4j",state="max"} 100
        jvm_memory_used_bytes{area="heap"} 1.5E8
        jvm_memory_used_bytes{area="nonheap"} 7E7
        not a series
        """;

    assertThat(endpoint().read())
        .isEqualTo(Map.of(ResourceSample.CONNECTIONS, 8.0, ResourceSample.HEAP_USED, 1.5e8));
  }

  @Test
  void ofAJvmTheHeapThatWasEverUsedIsTakenOffItsResidentMemory() throws IOException {
    MetricsEndpoint endpoint = endpoint();
    text = jvm(300, 100, 50, 20);
    assertThat(endpoint.read())
        .containsEntry(ResourceSample.RSS_BEYOND_HEAP, 150.0)
        .containsEntry(ResourceSample.HEAP_AFTER_GC, 20.0);

    text = jvm(300, 1, 60, 25);
    assertThat(endpoint.read()).containsEntry(ResourceSample.RSS_BEYOND_HEAP, 140.0);
  }

  private static String jvm(int rss, int eden, int old, int collected) {
    return """
    process_resident_memory_bytes %s
    jvm_memory_committed_bytes{area="heap"} 1000
    jvm_memory_pool_used_bytes{pool="PS Eden Space"} %s
    jvm_memory_pool_used_bytes{pool="PS Old Gen"} %s
    jvm_memory_pool_used_bytes{pool="Metaspace"} 77
    jvm_memory_pool_collection_used_bytes{pool="PS Eden Space"} 0
    jvm_memory_pool_collection_used_bytes{pool="PS Old Gen"} %s
    """
        .formatted(rss, eden, old, collected);
  }

  private GpuEndpoint gpus() {
    return new GpuEndpoint("gpu", endpoint().url(), "DCGM_FI_DEV_GPU_UTIL");
  }

  @Test
  void gpusAreReadFromWhatTheBenchmarksExporterServes() throws IOException {
    // The same text that GpuExporterTest of the benchmarks expects of the exporter.
    text =
        """
        # TYPE DCGM_FI_DEV_GPU_UTIL gauge
        DCGM_FI_DEV_GPU_UTIL{gpu="0",modelName="NVIDIA H200"} 97.000
        DCGM_FI_DEV_GPU_UTIL{gpu="1",modelName="NVIDIA H200"} 13.000
        # TYPE DCGM_FI_DEV_FB_USED gauge
        DCGM_FI_DEV_FB_USED{gpu="0",modelName="NVIDIA H200"} 2048.000
        DCGM_FI_DEV_FB_USED{gpu="1",modelName="NVIDIA H200"} 1024.000
        # TYPE DCGM_FI_DEV_POWER_USAGE gauge
        DCGM_FI_DEV_POWER_USAGE{gpu="0",modelName="NVIDIA H200"} 612.500
        DCGM_FI_DEV_POWER_USAGE{gpu="1",modelName="NVIDIA H200"} 80.000
        # TYPE DCGM_FI_DEV_SM_CLOCK gauge
        DCGM_FI_DEV_SM_CLOCK{gpu="0",modelName="NVIDIA H200"} 1980.000
        DCGM_FI_DEV_SM_CLOCK{gpu="1",modelName="NVIDIA H200"} 345.000
        # TYPE DCGM_FI_DEV_MEM_CLOCK gauge
        DCGM_FI_DEV_MEM_CLOCK{gpu="0",modelName="NVIDIA H200"} 3201.000
        DCGM_FI_DEV_MEM_CLOCK{gpu="1",modelName="NVIDIA H200"} 3201.000
        """;
    assertThat(gpus().read())
        .isEqualTo(Map.of(ResourceSample.GPU_UTILISATION, 55.0, ResourceSample.GPUS, 2.0));
  }

  @Test
  void anExporterWithoutGpusIsNamed() {
    text = "up 1\n";
    assertThatThrownBy(() -> gpus().read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/metrics has no series DCGM_FI_DEV_GPU_UTIL");
  }

  @Test
  void anEndpointThatDoesNotAnswerIsNamed() {
    status = 503;
    assertThatThrownBy(() -> endpoint().read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/metrics does not answer: status 503");
  }

  @Test
  void aSelectorOfAnotherFormIsNamed() {
    assertThatThrownBy(() ->
            new MetricsEndpoint(
                "target", URI.create("http://x"), ConfigFactory.parseString("threads = \"a b\"")))
        .hasMessageContaining("'a b' must be a metric as name{label=value}");
  }

  @Test
  void thisJvmKnowsWhatItUses() throws IOException {
    assertThat(new OwnResources().read())
        .containsKeys(ResourceSample.HEAP_USED, ResourceSample.THREADS)
        .allSatisfy((metric, value) -> assertThat(value).as(metric).isNotNegative());
  }
}
