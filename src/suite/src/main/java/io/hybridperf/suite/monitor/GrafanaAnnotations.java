package io.hybridperf.suite.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import io.hybridperf.measurement.files.CheckedFile;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.verdict.Verdict;
import io.hybridperf.suite.settings.UserError;
import io.hybridperf.suite.watch.Console;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells a Grafana, by its HTTP API, when which phase of a run was, what happened beside the load,
 * and the verdict. Settings: {@code grafana.url}, {@code grafana.token-env}.
 */
public final class GrafanaAnnotations {
  private static final Duration LONGEST_CALL = Duration.ofSeconds(5);

  /** More are not drawn apart. */
  private static final int MOST = 200;

  private final URI api;
  private final @Nullable String token;

  private GrafanaAnnotations(URI api, @Nullable String token) {
    this.api = api;
    this.token = token;
  }

  /**
   * Reads the settings.
   *
   * @param config of the run
   * @param environment variables by name
   * @return empty where no Grafana is named
   * @throws UserError if the token's variable is not set
   */
  public static Optional<GrafanaAnnotations> of(Config config, Map<String, String> environment) {
    if (!config.hasPath("grafana.url")) {
      return Optional.empty();
    }
    String base = config.getString("grafana.url");
    String variable =
        config.hasPath("grafana.token-env") ? config.getString("grafana.token-env") : null;
    String token = variable == null ? null : environment.get(variable);
    if (variable != null && (token == null || token.isBlank())) {
      throw new UserError(
          "grafana.token-env = %s: there is no such environment variable; set it to a service account's token"
              .formatted(variable));
    }
    return Optional.of(
        new GrafanaAnnotations(
            URI.create(base + (base.endsWith("/") ? "" : "/") + "api/annotations"), token));
  }

  /**
   * Tells all of a run whose load has ended. What cannot be told is one line.
   *
   * @param folder the run's
   * @param log what was recorded
   * @param verdict on it
   */
  public void tell(RunFolder folder, RunLog log, Verdict verdict) {
    List<ObjectNode> all = annotations(folder, log, verdict);
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(LONGEST_CALL).build()) {
      for (ObjectNode each : all.subList(0, Math.min(MOST, all.size()))) {
        int status = post(client, each);
        if (status != 200) {
          Console.say("grafana: %s answers %s; no annotations", api, status);
          return;
        }
      }
    } catch (IOException e) {
      Console.say("grafana: %s does not answer; no annotations", api);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int post(HttpClient client, ObjectNode annotation)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api)
            .timeout(LONGEST_CALL)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(annotation.toString()));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private static List<ObjectNode> annotations(RunFolder folder, RunLog log, Verdict verdict) {
    double zero = log.baseEpochSeconds() + log.planZeroSeconds().orElse(0);
    String run =
        "%s on %s (%s)"
            .formatted(
                log.info().simulation(), log.info().environment(), folder.path().getFileName());
    List<ObjectNode> all = new ArrayList<>();
    for (PlannedPhase phase : log.info().phases()) {
      double start = zero + phase.startSeconds();
      all.add(annotation("phase", start, start + phase.seconds(), phase.name() + ", " + run));
    }
    if (Files.exists(folder.events())) {
      CheckedFile.completeLines(
          folder.events(),
          (line, number) -> {
            JsonNode event = Json.readLine(folder.events(), number, line, JsonNode.class);
            double start = zero + event.path("seconds").asDouble();
            all.add(
                annotation(
                    "event",
                    start,
                    start + event.path("tookSeconds").asDouble(),
                    event.path("event").asText() + ", " + run));
          });
    }
    double end = log.baseEpochSeconds() + log.untilSeconds();
    all.add(
        annotation(
            "verdict",
            end,
            end,
            "%s%s, %s"
                .formatted(
                    verdict.status(),
                    verdict.reasons().isEmpty() ? "" : " (" + verdict.reasons().getFirst() + ")",
                    run)));
    return all;
  }

  private static ObjectNode annotation(String kind, double start, double end, String text) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("time", Math.round(start * 1e3)).put("timeEnd", Math.round(end * 1e3));
    json.put("text", text);
    json.putArray("tags").add("hybrid-perf").add(kind);
    return json;
  }
}
