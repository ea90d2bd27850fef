package io.hybridperf.jmh.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hybridperf.jmh.backend.BackendException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That what a benchmark sweeps is what the engine gets. */
class SweepsReachTheEngineTest {
  @TempDir private static Path folder;

  @BeforeEach
  void cacheInTheTestsFolder() {
    System.setProperty("bench.cache", folder.toString());
  }

  @AfterEach
  void cacheWhereItWas() {
    System.clearProperty("bench.cache");
    System.clearProperty(Failures.FILE_PROPERTY);
  }

  @Test
  void aLargerKReturnsMore() {
    for (String backend : new String[] {"cpu-exact", "lucene-hnsw", "jvector"}) {
      for (int k : new int[] {1, 10, 100, 1_000}) {
        QueryComplexity benchmark = new QueryComplexity();
        benchmark.backend = backend;
        benchmark.data = "clustered:2000x16";
        benchmark.k = k;
        benchmark.batch = 1;
        benchmark.setUp();
        int[] found = benchmark.search(new Caller(0));
        assertThat(Arrays.stream(found).filter(id -> id >= 0).distinct()).hasSize(k);
        assertThat(Facts.value("recall@" + k)).isBetween(0.9, 1.0);
        benchmark.tearDown();
      }
    }
  }

  @Test
  void theDataSetHasTheSizeItSays() {
    for (int rows : new int[] {1_000, 3_000}) {
      DatasetScaling benchmark = new DatasetScaling();
      benchmark.backend = "cpu-exact";
      benchmark.rows = rows;
      benchmark.dimension = 24;
      benchmark.k = rows;
      benchmark.batch = 1;
      benchmark.setUp();
      // Everything is asked for, so the answer is the set itself.
      assertThat(Arrays.stream(benchmark.search(new Caller(0))).distinct()).hasSize(rows);
      assertThat(Facts.value("rows")).isEqualTo(rows);
      benchmark.tearDown();
    }
  }

  @Test
  void aDataSetOverTwoDevicesAnswersAsOverOne() {
    int[][] found = new int[2][];
    for (int devices = 1; devices <= 2; devices++) {
      VectorSearchScaling benchmark = scaling(devices);
      benchmark.setUp();
      found[devices - 1] = benchmark.search(new Caller(0)).clone();
      assertThat(Facts.value("recall@10")).isEqualTo(1);
      benchmark.tearDown();
    }
    assertThat(found[1]).isEqualTo(found[0]);
  }

  @Test
  void devicesThatAreNotThereAreAnErrorWithAReasonNotAScore() throws Exception {
    Path failures = folder.resolve("failures");
    System.setProperty(Failures.FILE_PROPERTY, failures.toString());
    assertThatThrownBy(scaling(10_000)::setUp)
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("over 10000 devices: only");
    assertThat(Files.readString(failures)).contains("VectorSearchScaling").contains("only");
  }

  @Test
  void aLargerEfFindsMore() {
    double[] recall = new double[2];
    String[] tunings = {"M=4,efConstruction=20,ef=10", "M=4,efConstruction=20,ef=300"};
    for (int i = 0; i < 2; i++) {
      QueryComplexity benchmark = new QueryComplexity();
      benchmark.backend = "lucene-hnsw";
      benchmark.data = "clustered:5000x48";
      benchmark.tuning = tunings[i];
      benchmark.k = 10;
      benchmark.batch = 1;
      benchmark.setUp();
      recall[i] = Facts.value("recall@10");
      benchmark.tearDown();
    }
    assertThat(recall[1]).isGreaterThan(recall[0]);
  }

  @Test
  void allCallersTogetherDoTheWorkOnce() throws Exception {
    for (int inFlight : new int[] {1, 10, 1_000}) {
      ConcurrentThroughput benchmark = new ConcurrentThroughput();
      benchmark.backend = "cpu-exact";
      benchmark.data = "clustered:200x8";
      benchmark.k = 1;
      benchmark.inFlight = inFlight;
      benchmark.setUp();
      assertThat(benchmark.search()).isEqualTo(ConcurrentThroughput.SEARCHES);
      benchmark.tearDown();
    }
  }

  private static VectorSearchScaling scaling(int devices) {
    VectorSearchScaling benchmark = new VectorSearchScaling();
    benchmark.backend = "cpu-exact";
    benchmark.devices = devices;
    benchmark.data = "clustered:5000x32";
    benchmark.k = 10;
    benchmark.batch = 3;
    return benchmark;
  }
}
