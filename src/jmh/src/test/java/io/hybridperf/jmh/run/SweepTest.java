package io.hybridperf.jmh.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.measurement.files.Json;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
  @TempDir private Path folder;

  @BeforeEach
  void everythingInTheTestsFolder() {
    System.setProperty("bench.cache", folder.toString());
    System.setProperty("bench.results", folder.toString());
  }

  @AfterEach
  void asItWas() {
    System.clearProperty("bench.cache");
    System.clearProperty("bench.results");
  }

  private static int sweep(String... arguments) {
    return Main.commandLine()
        .execute(Stream.concat(Stream.of("sweep"), Stream.of(arguments)).toArray(String[]::new));
  }

  private Path written(String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    }
  }

  @Test
  void theCurveIsATableAFileAndAPicture() throws IOException {
    int status =
        sweep(
            "--data=clustered:3000x48",
            "--queries=100",
            "--passes=1",
            "--backends=lucene-hnsw,jvector",
            "--tuning=M=4,efConstruction=20",
            "--values=10,300");
    assertThat(status).isZero();
    JsonNode sweep = Json.mapper().readTree(written("sweep.json").toFile());
    assertThat(sweep.at("/environment/machine/processors").asInt()).isPositive();
    JsonNode points = sweep.get("points");
    assertThat(points).hasSize(4);
    for (int engine = 0; engine < 4; engine += 2) {
      assertThat(points.get(engine + 1).get("recall").asDouble())
          .isGreaterThan(points.get(engine).get("recall").asDouble());
      assertThat(points.get(engine).get("qps").asDouble()).isPositive();
    }
    assertThat(Files.readString(written("sweep.md")))
        .contains("| lucene-hnsw | ef=10 |", "| jvector | ef=300 |");
    assertThat(colours(ImageIO.read(written("recall-qps.png").toFile()))).hasSizeGreaterThan(3);
  }

  @Test
  void anEngineThatIsNotThereIsNotMeasuredAndTheStatusSaysSo() throws IOException {
    int status =
        sweep(
            "--data=clustered:500x8", "--queries=10", "--passes=1", "--backends=cpu-exact,milvus");
    assertThat(status).isEqualTo(1);
    assertThat(Files.readString(written("sweep.md")))
        .contains("| cpu-exact |", "NOT MEASURED: backend milvus: no server is named");
  }

  /** A line of a curve is in a colour of its own. */
  private static Set<Integer> colours(BufferedImage picture) {
    Set<Integer> colours = new HashSet<>();
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        colours.add(picture.getRGB(x, y));
      }
    }
    return colours;
  }
}
