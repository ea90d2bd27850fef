package io.hybridperf.e2e;

import static io.hybridperf.e2e.EveryStore.PERSONAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.hybridperf.api.v1.HybridCoordinatorGrpc.HybridCoordinatorBlockingStub;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.embedded.stack.Eventually;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No secret that a coordinator is given, or shown, is in what it says. */
@WithStack
class SecretsTest {
  /** In every secret, and nowhere else. */
  private static final String SECRET = "s3cr3t";

  private static final String ROLE = "reader";

  private static final List<String> WHY =
      List.of(
          "password authentication failed for user \"" + ROLE + "\"",
          "milvus does not answer: the vector store is unavailable (",
          "neo4j does not answer: the graph store is unavailable (");

  @TempDir private Path folder;

  /**
   * The coordinator's program, with a secret for everything that takes one, of which PostgreSQL
   * finds its own to be wrong; then the other two stores are stopped as well.
   */
  @Test
  void noSecretIsInLogsMetricsOrErrors(RunningStack stack) throws Exception {
    StringBuilder said = new StringBuilder();
    try (EmbeddedPostgres strict = withPasswords();
        StoreLinks links = StoreLinks.to(StoreAddresses.of(stack));
        CoordinatorProcess coordinator =
            CoordinatorProcess.start(links.addresses(), settings(strict.getPort()))) {
      SearchRequest personal = PERSONAL;
      assertThat(client(coordinator, SECRET + "-token").search(personal).getDegradedList())
          .isNotEmpty();
      said.append(refusal(client(coordinator, SECRET + "-wrong"), personal));
      said.append(refusal(client(coordinator, SECRET + "-tenants"), personal));
      links.stop("milvus");
      links.stop("neo4j");
      said.append(refusal(client(coordinator, SECRET + "-token"), personal));

      // The log tells the operator why, and so is where a secret might be told too.
      Eventually.get(
          EveryStore.PATIENCE, coordinator::log, log -> WHY.stream().allMatch(log::contains));
      said.append(Metrics.scrape(coordinator.metricsPort()));
      coordinator.terminate();
      coordinator.awaitExit();
      said.append(coordinator.log());
    }

    assertThat(said.toString())
        .contains("UNAUTHENTICATED", "PERMISSION_DENIED", "UNAVAILABLE", "hybrid_requests_total")
        .doesNotContain(SECRET);
  }

  /** A PostgreSQL that asks everybody but its owner for a password. */
  private EmbeddedPostgres withPasswords() throws Exception {
    Path rules =
        Files.writeString(
            Files.createTempFile(Path.of("target").toAbsolutePath(), "pg_hba", ".conf"),
            """
            host all postgres 127.0.0.1/32 trust
            host all all 127.0.0.1/32 scram-sha-256
            """);
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setServerConfig("hba_file", rules.toString()).start();
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE " + ROLE + " LOGIN PASSWORD 'another'");
    }
    return postgres;
  }

  private Map<String, String> settings(int postgresPort) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("server.token-file", file("token", SECRET + "-token"));
    settings.put("server.tenant-tokens-file", file("tenants", SECRET + "-tenants acme"));
    settings.put("milvus.token-file", file("milvus", "root:" + SECRET + "-milvus"));
    settings.put("neo4j.user", "neo4j");
    settings.put("neo4j.password-file", file("neo4j", SECRET + "-neo4j"));
    settings.put(
        "postgresql.url", "\"jdbc:postgresql://127.0.0.1:%s/postgres\"".formatted(postgresPort));
    settings.put("postgresql.user", ROLE);
    settings.put("postgresql.password-file", file("postgresql", SECRET + "-postgresql"));
    settings.put("readiness-interval", "100ms");
    return settings;
  }

  private String file(String name, String secret) throws IOException {
    return "\"" + Files.writeString(folder.resolve(name), secret + "\n") + "\"";
  }

  private static HybridCoordinatorBlockingStub client(CoordinatorProcess process, String token) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return process
        .client()
        .within(Client.PATIENCE_SECONDS, TimeUnit.SECONDS)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static String refusal(HybridCoordinatorBlockingStub client, SearchRequest request) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> client.search(request))
        .getMessage();
  }
}
