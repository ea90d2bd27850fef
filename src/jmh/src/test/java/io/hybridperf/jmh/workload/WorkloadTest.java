package io.hybridperf.jmh.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hybridperf.jmh.backend.DistanceMetric;
import io.hybridperf.jmh.data.ClusteredVectors;
import io.hybridperf.jmh.data.DataException;
import io.hybridperf.jmh.data.VecsFile;
import io.hybridperf.jmh.data.VecsWriter;
import io.hybridperf.jmh.data.VectorSet;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadTest {
  @TempDir private Path folder;

  @BeforeEach
  void cacheInTheTestsFolder() {
    System.setProperty("bench.cache", folder.toString());
  }

  @AfterEach
  void cacheWhereItWas() {
    System.clearProperty("bench.cache");
  }

  @Test
  void aSyntheticSetHasTheSizeItSaysAndSaysItIsSynthetic() {
    Workload workload = Workload.open("clustered:3000x20", 50);
    assertThat(workload.vectors().rows()).isEqualTo(3_000);
    assertThat(workload.vectors().dimension()).isEqualTo(20);
    assertThat(workload.queries().rows()).isEqualTo(50);
    assertThat(workload.vectors().label()).startsWith("synthetic");
  }

  @Test
  void aRowIsTheSameInEverySetAndMadeAlone() {
    Workload large = Workload.open("clustered:5000x20", 1);
    Workload small = Workload.open("clustered:300x20", 1);
    assertThat(small.vectors().row(299)).isEqualTo(large.vectors().row(299));
    float[] alone = new float[20];
    new ClusteredVectors(42, 20).row(4_999, alone);
    assertThat(large.vectors().row(4_999)).isEqualTo(alone);
    assertThat(Workload.open("clustered:300x20:43", 1).vectors().row(299)).isNotEqualTo(alone);
  }

  @Test
  void rowsOfOneCentreAreNearerThanOthers() {
    Workload workload = Workload.open("clustered:4000x64", 200);
    TrueNeighbours truth = workload.truth(DistanceMetric.COSINE, 10);
    double nearest =
        IntStream.range(0, 200).mapToDouble(q -> truth.distance(q, 0)).average().orElseThrow();
    double any =
        IntStream.range(0, 200)
            .mapToDouble(q ->
                DistanceMetric.COSINE.distance(
                    workload.queries().row(q), workload.vectors().row(q)))
            .average()
            .orElseThrow();
    assertThat(nearest).isLessThan(any * 0.7);
  }

  @Test
  void theTruthIsWhatSortingInDoublePrecisionGives() {
    Workload workload = Workload.open("clustered:1000x16", 20);
    TrueNeighbours truth = workload.truth(DistanceMetric.L2, 10);
    for (int q = 0; q < 20; q++) {
      float[] query = workload.queries().row(q);
      double[] sorted =
          IntStream.range(0, 1_000)
              .mapToDouble(row -> DistanceMetric.L2.distance(query, workload.vectors().row(row)))
              .sorted()
              .toArray();
      for (int rank = 0; rank < 10; rank++) {
        assertThat(truth.distance(q, rank)).isEqualTo(sorted[rank]);
      }
    }
  }

  @Test
  void theTruthIsComputedOncePerContent() throws IOException {
    Workload workload = Workload.open("clustered:500x8", 10);
    workload.truth(DistanceMetric.L2, 5);
    Path kept = truthFile();
    // What is read back is what is in the file: a marked copy shows that nothing is computed again.
    byte[] bytes = Files.readAllBytes(kept);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putDouble(0, 123.0);
    Files.write(kept, bytes);
    assertThat(workload.truth(DistanceMetric.L2, 5).distance(0, 0)).isEqualTo(123.0);
    Files.delete(folder.resolve("clustered-v1-seed42-500x8.f32"));
    assertThat(Workload.open("clustered:500x8", 11).truth(DistanceMetric.L2, 5).distance(0, 0))
        .isNotEqualTo(123.0);
  }

  private Path truthFile() throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(f -> f.getFileName().toString().startsWith("truth"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void anAnswerIsRightWhenItIsAsNearAsTheTrueOneWhateverItsNumber() {
    float[][] rows = {{0, 0}, {1, 0}, {1, 0}, {5, 5}};
    float[] query = {0, 0};
    TrueNeighbours truth =
        TrueNeighbours.of(VectorSet.of(rows), "0".repeat(64), query, DistanceMetric.L2, 2, folder);
    assertThat(truth.right(0, new int[] {0, 1}, 0, 2)).isEqualTo(2);
    assertThat(truth.right(0, new int[] {0, 2}, 0, 2)).isEqualTo(2);
    assertThat(truth.right(0, new int[] {0, 0}, 0, 2)).isEqualTo(1);
    assertThat(truth.right(0, new int[] {0, 3}, 0, 2)).isEqualTo(1);
    assertThat(truth.right(0, new int[] {-1, -1}, 0, 2)).isZero();
  }

  @Test
  void fvecsAndBvecsAreRead() throws IOException {
    ByteBuffer floats = ByteBuffer.allocate(2 * 16).order(ByteOrder.LITTLE_ENDIAN);
    floats
        .putInt(3)
        .putFloat(1)
        .putFloat(2)
        .putFloat(3)
        .putInt(3)
        .putFloat(4)
        .putFloat(5)
        .putFloat(6);
    Files.write(folder.resolve("x_base.fvecs"), floats.array());
    Files.write(folder.resolve("x_query.fvecs"), floats.array());
    Workload workload = Workload.open(folder.resolve("x_base.fvecs").toString(), 1);
    assertThat(workload.vectors().row(1)).containsExactly(4, 5, 6);
    assertThat(workload.queries().rows()).isEqualTo(1);
    ByteBuffer bytes = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(2).put((byte) 255).put((byte) 7);
    Path file = Files.write(folder.resolve("y.bvecs"), bytes.array());
    assertThat(VecsFile.read(file, 10).row(0)).containsExactly(255, 7);
  }

  @Test
  void annBenchmarksFilesAreRead() throws IOException {
    Path file = folder.resolve("glove.hdf5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putDataset("train", new float[][] {{1, 2}, {3, 4}, {5, 6}});
      hdf.putDataset("test", new float[][] {{7, 8}, {9, 10}});
    }
    Workload workload = Workload.open(file.toString(), 1);
    assertThat(workload.vectors().rows()).isEqualTo(3);
    assertThat(workload.vectors().row(2)).containsExactly(5, 6);
    assertThat(workload.queries().rows()).isEqualTo(1);
    assertThat(workload.queries().row(0)).containsExactly(7, 8);
    Path other = Files.writeString(folder.resolve("other.hdf5"), "not HDF5");
    assertThatThrownBy(() -> Workload.open(other.toString(), 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not an HDF5 file with /train and /test");
  }

  @Test
  void whatIsWrittenAsFvecsIsReadAgain() {
    VectorSet rows = Workload.open("clustered:50x7", 1).vectors();
    VecsWriter.write(rows, folder.resolve("copy.fvecs"));
    VectorSet copy = VecsFile.read(folder.resolve("copy.fvecs"), 100);
    assertThat(copy.toArray()).isEqualTo(rows.toArray());
  }

  @Test
  void aFileThatIsNotRowsIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("x_base.fvecs"), new byte[] {3, 0, 0, 0, 1});
    assertThatThrownBy(() -> VecsFile.read(file, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not rows of 3 components");
  }

  @Test
  void whatCannotBeOpenedIsSaidInOneLine() {
    assertThatThrownBy(() -> Workload.open("sift", 1))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data sift: expected movielens, clustered:ROWSxDIMENSION, or a file ending in .fvecs, .bvecs or .hdf5");
    assertThatThrownBy(() -> Workload.open("/nowhere/a_base.fvecs", 1))
        .hasMessageContaining("no readable file /nowhere/a_base.fvecs");
    assertThatThrownBy(() -> Workload.open("clustered:0x5", 1))
        .hasMessageContaining("0 is not a number");
  }

  @Test
  void movieLensIsTheSuitesOwnData() {
    Workload workload = Workload.open("movielens", 100);
    assertThat(workload.vectors().rows()).isEqualTo(9_742);
    assertThat(workload.vectors().dimension()).isEqualTo(384);
    assertThat(workload.queries().rows()).isEqualTo(100);
  }
}
