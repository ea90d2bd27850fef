package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * What bom.json of both images says is in them. {@code -Pimage -Djib.skip=true} writes it and makes
 * no image; where it was not written {@code -Dimage.required=true} makes that a failure.
 */
class BillOfMaterialsTest {
  private static final Path INJECTOR = image("simulations");
  private static final Path COORDINATOR = image("src/coordinator");

  private static Path image(String module) {
    return Project.ROOT.resolve(module).resolve("target/image/hybrid-perf");
  }

  /** {@return a line for each component: its package's URL} */
  private static List<String> components(Path image) throws IOException {
    Path file = image.resolve("bom.json");
    if (Boolean.getBoolean("image.required")) {
      assertThat(file).as("by -Pimage, online").exists();
    }
    assumeThat(file).exists();
    JsonNode all = new ObjectMapper().readTree(file.toFile()).path("components");
    return StreamSupport.stream(all.spliterator(), false)
        .map(each -> each.path("purl").asText())
        .toList();
  }

  /** {@return the name that Maven gives a component's file} */
  private static String file(String url) {
    String name = url.substring(url.lastIndexOf('/') + 1).replaceFirst("\\?.*", "");
    String classifier = url.replaceFirst(".*[?&]classifier=([^&]*).*", "-$1");
    return name.replace('@', '-') + (classifier.equals(url) ? "" : classifier) + ".jar";
  }

  @Test
  void theInjectorsNamesEachOfItsLibrariesAndNoOther() throws IOException {
    List<String> named = components(INJECTOR).stream().map(BillOfMaterialsTest::file).toList();

    try (Stream<Path> libraries = Files.list(INJECTOR.resolve("lib"))) {
      assertThat(libraries.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(named);
    }
  }

  @Test
  void theCoordinatorsNamesWhatTalksToEachOfItsStores() throws IOException {
    assertThat(components(COORDINATOR))
        .anyMatch(each -> each.contains("/milvus-sdk-java@"))
        .anyMatch(each -> each.contains("/neo4j-java-driver"))
        .anyMatch(each -> each.contains("/postgresql@"))
        .anyMatch(each -> each.contains("/grpc-netty@"))
        .anyMatch(each -> each.contains("/hybrid-perf-coordinator-api@"));
  }

  @Test
  void neitherNamesWhatTestsIt() throws IOException {
    for (Path image : List.of(INJECTOR, COORDINATOR)) {
      assertThat(components(image))
          .isNotEmpty()
          .noneMatch(each ->
              each.matches(
                  ".*/(org\\.junit.*|org\\.assertj|org\\.opentest4j|net\\.jqwik|com\\.tngtech\\.archunit|net\\.bytebuddy|org\\.mockito)/.*"));
    }
  }
}
