package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.embedded.stack.Eventually;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.SharedStack;
import io.hybridperf.embedded.stack.WithStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults as a run orders them: of a stack of its own, over HTTP, seen through its coordinator. */
@Tag("slow")
@WithStack
class FaultControlTest {
  private static final Duration PATIENCE = Duration.ofSeconds(Client.PATIENCE_SECONDS);
  private static final SearchRequest PERSONAL =
      TestData.near(21)
          .setTenantId("tenant-004")
          .setUserId("user-2")
          .setGraph(GraphOptions.newBuilder().setRelationships(true))
          .addBypassCaches(Cache.CACHE_RESULT)
          .addBypassCaches(Cache.CACHE_POLICY)
          .addBypassCaches(Cache.CACHE_GRAPH)
          .build();

  private static RunningStack stack;
  private static Client client;
  private static URI faults;
  private static String token;

  @BeforeAll
  static void start(SharedStack.FirstRun run) throws Exception {
    stack = SharedStack.onCopyOf(run, "faults", "--faults", "on");
    client = Client.of(stack.coordinator());
    JsonNode ready = stack.ready();
    faults = URI.create(ready.at("/faults/url").asText());
    token = ready.at("/faults/token").asText();
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    stack.close();
  }

  @AfterEach
  void restore() throws Exception {
    for (String store : List.of("milvus", "neo4j", "postgresql")) {
      assertThat(order(store, "restore", token).statusCode()).isEqualTo(200);
    }
    Eventually.get(
        PATIENCE,
        FaultControlTest::search,
        now -> now.filter(a -> a.getDegradedCount() == 0).isPresent());
  }

  private static HttpResponse<String> order(String store, String fault, String token)
      throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(faults + "/" + store))
            .POST(HttpRequest.BodyPublishers.ofString(fault)),
        token);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request, String token)
      throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          request.header("Authorization", "Bearer " + token).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static Optional<SearchResponse> search() {
    try {
      return Optional.of(client.search(PERSONAL));
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode())
          .isIn(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED);
      return Optional.empty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "neo4j, stop, STAGE_GRAPH",
    "neo4j, cut, STAGE_GRAPH",
    "postgresql, stop, STAGE_POLICY",
    "postgresql, cut, STAGE_POLICY"
  })
  void aStoreThatIsGoneDegradesAnswers(String store, String fault, Stage missing) throws Exception {
    HttpResponse<String> response = order(store, fault, token);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("\"%s\":\"%s\"".formatted(store, fault));
    SearchResponse answer = client.search(PERSONAL);
    assertThat(answer.getDegradedList()).containsExactly(missing);
    assertThat(answer.getHitsCount()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"stop", "cut"})
  void withoutTheVectorStoreThereIsNoAnswer(String fault) throws Exception {
    order("milvus", fault, token);

    assertThat(search()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"milvus", "neo4j", "postgresql"})
  void aSlowStoreCostsItsStageTheDelay(String store) throws Exception {
    order(store, "slow 200ms", token);

    SearchResponse answer = client.search(PERSONAL);

    long micros =
        switch (store) {
          case "milvus" -> answer.getStageMicros().getVector();
          case "neo4j" -> answer.getStageMicros().getGraph();
          default -> answer.getStageMicros().getPolicy();
        };
    assertThat(micros).isGreaterThanOrEqualTo(200_000);
  }

  @Test
  void theStateCanBeAskedFor() throws Exception {
    order("neo4j", "slow 500ms", token);

    assertThat(send(HttpRequest.newBuilder(faults), token).body())
        .isEqualTo("{\"milvus\":\"none\",\"neo4j\":\"slow 500ms\",\"postgresql\":\"none\"}\n");
  }

  @Test
  void whoLacksTheTokenIsRefused() throws Exception {
    assertThat(order("neo4j", "stop", "0".repeat(token.length())).statusCode()).isEqualTo(401);
    assertThat(send(HttpRequest.newBuilder(faults), "").statusCode()).isEqualTo(401);
    assertThat(send(HttpRequest.newBuilder(faults), token).body()).doesNotContain("stop");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis | stop | \"redis\" is unknown; expected milvus, neo4j, postgresql",
        "neo4j | halt | \"halt\" is unknown; expected stop, slow DURATION",
        "neo4j | slow 5h | \"slow 5h\" is unknown; expected stop, slow DURATION"
      })
  void aMistakeIsExplainedInOneLine(String store, String fault, String complaint) throws Exception {
    HttpResponse<String> response = order(store, fault, token);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).startsWith(complaint).hasLineCount(1);
  }

  @Test
  void nobodyElseOnTheNetworkReachesIt() throws Exception {
    for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(network.getInetAddresses())) {
        if (!address.isLoopbackAddress()) {
          assertThat(isOpen(address, faults.getPort())).isFalse();
        }
      }
    }
    assertThat(isOpen(InetAddress.getLoopbackAddress(), faults.getPort())).isTrue();
  }

  private static boolean isOpen(InetAddress address, int port) {
    try (Socket socket = new Socket(address, port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aStackThatWasNotAskedForFaultsHasNone(RunningStack shared) throws Exception {
    assertThat(shared.ready().has("faults")).isFalse();
  }
}
