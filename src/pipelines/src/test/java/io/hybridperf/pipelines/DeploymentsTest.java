package io.hybridperf.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.coordinator.Main;
import io.hybridperf.coordinator.config.CoordinatorConfig;
import io.hybridperf.coordinator.exporter.Neo4jExporter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What config/k8s and config/compose name, looked up in the project. What they are made of,
 * .ci/schemas says.
 */
class DeploymentsTest {
  private static final Path COMPOSE = Project.ROOT.resolve("config/compose");
  private static final Pattern SECRET = Pattern.compile("\"(/(?:run|etc)/[\\w/.-]*/([\\w-]+))\"");

  /** Images without a program that could ask; something else does, as the files say. */
  private static final Set<String> WATCHED_FROM_OUTSIDE = Set.of("coordinator", "neo4j-exporter");

  @TempDir private Path folder;

  /** Reads a coordinator's settings as it does itself, with files in place of its secrets. */
  private CoordinatorConfig read(String settings, Set<String> secrets) throws IOException {
    String here = settings;
    for (var found : SECRET.matcher(settings).results().toList()) {
      assertThat(secrets).contains(found.group(2));
      Path file = Files.writeString(folder.resolve(found.group(2)), "secret\n");
      here = here.replace(found.group(1), file.toString());
    }
    Path file = Files.writeString(folder.resolve("coordinator.conf"), here);
    return CoordinatorConfig.from(Main.configuration(new String[] {file.toString()}));
  }

  private static JsonNode manifest(String kind) {
    return Yaml.documents(Project.ROOT.resolve("config/k8s/coordinator.yaml")).stream()
        .filter(each -> each.path("kind").asText().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode container() {
    return manifest("Deployment").at("/spec/template/spec/containers/0");
  }

  @Test
  void theCoordinatorTakesTheSettingsOfItsConfigMap() throws IOException {
    String settings = manifest("ConfigMap").at("/data/coordinator.conf").asText();

    CoordinatorConfig config =
        read(settings, Set.of("token", "neo4j-password", "postgresql-password"));

    assertThat(ports(container().path("ports"), "containerPort"))
        .containsExactly(config.server().port(), config.metrics().port());
    assertThat(ports(manifest("Service").at("/spec/ports"), "port"))
        .containsExactly(config.server().port(), config.metrics().port());
    assertThat(container().path("args").path(0).asText())
        .isEqualTo(container().at("/volumeMounts/0/mountPath").asText());
    assertThat(config.server().drainNotice().plus(config.server().drainTimeout()).toSeconds())
        .isLessThan(
            manifest("Deployment")
                .at("/spec/template/spec/terminationGracePeriodSeconds")
                .asLong());
  }

  private static List<Integer> ports(JsonNode ports, String key) {
    List<Integer> numbers = new ArrayList<>();
    ports.forEach(each -> numbers.add(each.path(key).asInt()));
    return numbers;
  }

  @Test
  void probesAskForServicesThatItHas() {
    int grpc = ports(container().path("ports"), "containerPort").getFirst();

    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(container().path(probe).at("/grpc/port").asInt()).as(probe).isEqualTo(grpc);
    }
    assertThat(container().at("/readinessProbe/grpc/service").asText())
        .isEqualTo(HybridCoordinatorGrpc.SERVICE_NAME);
    assertThat(container().at("/livenessProbe/grpc/service").asText()).isEmpty();
  }

  @Test
  void theAutoscalersMetricIsOneThatTheCoordinatorExports() throws IOException {
    String metric =
        manifest("HorizontalPodAutoscaler").at("/spec/metrics/0/pods/metric/name").asText();

    assertThat(Files.readString(Project.ROOT.resolve("src/coordinator/OPERATIONS.md")))
        .contains("`" + metric + "`");
    try (Stream<Path> sources =
        Files.walk(
            Project.ROOT.resolve(
                "src/coordinator/src/main/java/io/hybridperf/coordinator/metrics"))) {
      assertThat(sources.filter(Files::isRegularFile))
          .anyMatch(file -> Project.text(file).contains("\"" + metric + "\""));
    }
  }

  @Test
  void whatSelectsPodsSelectsTheCoordinators() {
    JsonNode labels = manifest("Deployment").at("/spec/template/metadata/labels");

    assertThat(manifest("Deployment").at("/spec/selector/matchLabels")).isEqualTo(labels);
    assertThat(manifest("Service").at("/spec/selector")).isEqualTo(labels);
    assertThat(manifest("PodDisruptionBudget").at("/spec/selector/matchLabels")).isEqualTo(labels);
    assertThat(manifest("HorizontalPodAutoscaler").at("/spec/scaleTargetRef/name"))
        .isEqualTo(manifest("Deployment").at("/metadata/name"));
  }

  @Test
  void podsAreRestricted() {
    JsonNode pod = manifest("Deployment").at("/spec/template/spec/securityContext");
    JsonNode own = container().path("securityContext");

    assertThat(manifest("Namespace").at("/metadata/labels").toString()).contains("restricted");
    assertThat(pod.path("runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    assertThat(own.path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(own.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(Yaml.texts(own.at("/capabilities/drop"))).containsExactly("ALL");
  }

  @Test
  void theCoordinatorTakesTheSettingsOfCompose() throws IOException {
    JsonNode compose = Yaml.document(COMPOSE.resolve("compose.yaml"));
    JsonNode services = compose.path("services");
    JsonNode coordinator = services.path("coordinator");

    CoordinatorConfig config = configured(compose, "coordinator");

    assertThat(Yaml.texts(coordinator.path("ports")))
        .containsExactly("127.0.0.1:50051:" + config.server().port());
    assertThat(coordinator.path("command").path(0)).isEqualTo(coordinator.at("/configs/0/target"));
    assertThat(
            Stream.of(
                config.milvus().uri(),
                config.neo4j().uri(),
                config.postgresql().url().substring("jdbc:".length())))
        .allMatch(address -> services.has(URI.create(address).getHost()));
  }

  /** By what compose gives a service: its configuration and its secrets. */
  private CoordinatorConfig configured(JsonNode compose, String service) throws IOException {
    return read(
        compose.at("/configs/" + service + "/content").asText(),
        Set.copyOf(Yaml.texts(compose.at("/services/" + service + "/secrets"))));
  }

  @Test
  void theExporterOfNeo4jIsAProgramOfTheCoordinatorsImage() throws Exception {
    JsonNode compose = Yaml.document(COMPOSE.resolve("compose.yaml"));
    JsonNode services = compose.path("services");
    JsonNode exporter = services.path("neo4j-exporter");

    CoordinatorConfig config = configured(compose, "neo4j-exporter");

    assertThat(exporter.path("image")).isEqualTo(services.at("/coordinator/image"));
    assertThat(Yaml.texts(exporter.path("entrypoint"))).endsWith(Neo4jExporter.class.getName());
    assertThat(exporter.path("command").path(0)).isEqualTo(exporter.at("/configs/0/target"));
    assertThat(services.has(URI.create(config.neo4j().uri()).getHost())).isTrue();
    assertThat(config.neo4jExporter().host()).isEqualTo("0.0.0.0");
    assertThat(
            Yaml.texts(Yaml.document(COMPOSE.resolve("targets/neo4j.yml")).path(0).path("targets")))
        .containsExactly("neo4j-exporter:" + config.neo4jExporter().port());
  }

  @Test
  void theCoordinatorsImageIsTheOneThatTheBuildMakes() {
    String version =
        Project.text(Project.ROOT.resolve("pom.xml"))
            .replaceAll("(?s).*?<version>([^<]*)<.*", "$1");
    String image = "hybrid-perf/coordinator:";

    assertThat(Project.text(Project.ROOT.resolve("src/coordinator/pom.xml")))
        .contains("<image>" + image + "${project.version}</image>", "/coordinator-image.tar</tar>");
    assertThat(container().path("image").asText()).isEqualTo(image + version);
    assertThat(
            Yaml.document(COMPOSE.resolve("compose.yaml"))
                .at("/services/coordinator/image")
                .asText())
        .isEqualTo(image + version);
  }

  @Test
  void everyServiceIsPinnedCheckedAndLimited() {
    for (Path file : Yaml.files("config/compose", ".yaml")) {
      JsonNode compose = Yaml.document(file);
      for (Map.Entry<String, JsonNode> service : compose.path("services").properties()) {
        String name = file.getFileName() + " " + service.getKey();
        assertThat(service.getValue().path("image").asText())
            .as(name)
            .matches(".+:.*\\d.*")
            .doesNotContain("latest");
        if (!compose.has("name") && service.getKey().equals("milvus")) {
          continue; // Adds to the other file's.
        }
        assertThat(service.getValue().path("mem_limit").asText()).as(name).isNotEmpty();
        assertThat(service.getValue().has("healthcheck"))
            .as(name)
            .isNotEqualTo(WATCHED_FROM_OUTSIDE.contains(service.getKey()));
        assertThat(Yaml.texts(service.getValue().path("ports")))
            .as(name)
            .allMatch(port -> port.startsWith("127.0.0.1:"));
      }
    }
  }

  @Test
  void whatComposeNamesIsThere() throws IOException {
    JsonNode compose = Yaml.document(COMPOSE.resolve("compose.yaml"));
    for (JsonNode service : compose.path("services")) {
      for (Map.Entry<String, JsonNode> other : service.path("depends_on").properties()) {
        assertThat(compose.path("services").path(other.getKey()).has("healthcheck"))
            .as("depends on %s's health", other.getKey())
            .isTrue();
      }
      assertThat(Yaml.texts(service.path("secrets")))
          .allMatch(secret -> compose.path("secrets").has(secret));
      for (String volume : Yaml.texts(service.path("volumes"))) {
        String from = volume.substring(0, volume.indexOf(':'));
        assertThat(
                from.startsWith(".")
                    ? Files.exists(COMPOSE.resolve(from))
                    : from.equals("/") || compose.path("volumes").has(from))
            .as(volume)
            .isTrue();
      }
    }
    for (JsonNode secret : compose.path("secrets")) {
      assertThat(secret.path("file").asText()).startsWith("secrets/");
    }
    assertThat(Files.readString(Project.ROOT.resolve(".gitignore")))
        .contains("config/compose/secrets/");
  }

  @Test
  void prometheusFindsEveryJobsTargetsAmongTheServices() {
    Set<String> services = new TreeSet<>();
    Yaml.files("config/compose", ".yaml")
        .forEach(file ->
            Yaml.document(file).path("services").fieldNames().forEachRemaining(services::add));

    assertThat(names("config/compose/targets")).isEqualTo(names("config/prometheus/targets"));
    for (Path file : Yaml.files("config/compose/targets", ".yml")) {
      for (JsonNode group : Yaml.document(file)) {
        assertThat(Yaml.texts(group.path("targets")))
            .as(file.toString())
            .allMatch(target -> services.contains(target.substring(0, target.indexOf(':'))));
      }
    }
  }

  private static Set<String> names(String targets) {
    return Yaml.files(targets, ".yml").stream()
        .map(file -> file.getFileName().toString())
        .collect(Collectors.toSet());
  }
}
