package io.hybridperf.jmh.cuvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hybridperf.jmh.backend.Availability;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The binding against the library itself, with or without a GPU: {@code mvn -pl src/jmh -am verify
 * -Pcuvs -Dcuvs.library.path=FOLDER}. The defaults are those of cuVS 26.10's headers.
 */
@EnabledIfSystemProperty(named = "cuvs.tests", matches = "true")
class CuvsInstalledTest {
  private static final int L2_EXPANDED = 0;

  @Test
  void theLibraryLoadsAndIsTheReleaseThisBindingIsFor() {
    assertThat(Cuvs.get().version()).startsWith(Cuvs.RELEASE + ".");
  }

  @Test
  void everyFunctionThatIsCalledIsThere() {
    // Cuvs links all of them when it is made; one that is missing ends that with its name.
    assertThat(Cuvs.get()).isNotNull();
    assertThat(Cuvs.functionNames()).hasSizeGreaterThan(30);
  }

  @Test
  void ivfFlatsStructsAreWhereTheDefaultsAre() {
    Struct build = Structs.IVF_FLAT_BUILD;
    MemorySegment params = Cuvs.get().create("cuvsIvfFlatIndexParamsCreate", build);
    assertThat(build.layout().byteSize()).isEqualTo(40);
    assertThat(build.getInt(params, "metric")).isEqualTo(L2_EXPANDED);
    assertThat(build.getFloat(params, "metric_arg")).isEqualTo(2f);
    assertThat(build.getByte(params, "add_data_on_build")).isEqualTo((byte) 1);
    assertThat(build.getInt(params, "n_lists")).isEqualTo(1024);
    assertThat(build.getInt(params, "kmeans_n_iters")).isEqualTo(20);
    assertThat(build.getDouble(params, "kmeans_trainset_fraction")).isEqualTo(0.5);
    assertThat(build.getByte(params, "adaptive_centers")).isZero();
    assertThat(build.getByte(params, "conservative_memory_allocation")).isZero();
    Cuvs.get().call("cuvsIvfFlatIndexParamsDestroy", params);
    Struct search = Structs.IVF_FLAT_SEARCH;
    MemorySegment searchParams = Cuvs.get().create("cuvsIvfFlatSearchParamsCreate", search);
    assertThat(search.getInt(searchParams, "n_probes")).isEqualTo(20);
    Cuvs.get().call("cuvsIvfFlatSearchParamsDestroy", searchParams);
  }

  @Test
  void ivfPqsStructsAreWhereTheDefaultsAre() {
    Struct build = Structs.IVF_PQ_BUILD;
    MemorySegment params = Cuvs.get().create("cuvsIvfPqIndexParamsCreate", build);
    assertThat(build.layout().byteSize()).isEqualTo(56);
    assertThat(build.getInt(params, "metric")).isEqualTo(L2_EXPANDED);
    assertThat(build.getByte(params, "add_data_on_build")).isEqualTo((byte) 1);
    assertThat(build.getInt(params, "n_lists")).isEqualTo(1024);
    assertThat(build.getInt(params, "kmeans_n_iters")).isEqualTo(20);
    assertThat(build.getDouble(params, "kmeans_trainset_fraction")).isEqualTo(0.5);
    assertThat(build.getInt(params, "pq_bits")).isEqualTo(8);
    assertThat(build.getInt(params, "pq_dim")).isZero();
    assertThat(build.getInt(params, "codebook_kind")).isZero();
    assertThat(build.getByte(params, "force_random_rotation")).isZero();
    assertThat(build.getInt(params, "max_train_points_per_pq_code")).isEqualTo(256);
    assertThat(build.getInt(params, "codes_layout")).isEqualTo(1);
    Cuvs.get().call("cuvsIvfPqIndexParamsDestroy", params);
    Struct search = Structs.IVF_PQ_SEARCH;
    MemorySegment searchParams = Cuvs.get().create("cuvsIvfPqSearchParamsCreate", search);
    assertThat(search.layout().byteSize()).isEqualTo(32);
    assertThat(search.getInt(searchParams, "n_probes")).isEqualTo(20);
    assertThat(search.getInt(searchParams, "max_internal_batch_size")).isEqualTo(4096);
    assertThat(search.getDouble(searchParams, "preferred_shmem_carveout")).isEqualTo(1.0);
    Cuvs.get().call("cuvsIvfPqSearchParamsDestroy", searchParams);
  }

  @Test
  void cagrasStructsAreWhereTheDefaultsAre() {
    Struct build = Structs.CAGRA_BUILD;
    MemorySegment params = Cuvs.get().create("cuvsCagraIndexParamsCreate", build);
    assertThat(build.layout().byteSize()).isEqualTo(48);
    assertThat(build.getInt(params, "metric")).isEqualTo(L2_EXPANDED);
    assertThat(build.getLong(params, "intermediate_graph_degree")).isEqualTo(128);
    assertThat(build.getLong(params, "graph_degree")).isEqualTo(64);
    assertThat(build.getLong(params, "nn_descent_niter")).isEqualTo(20);
    Cuvs.get().call("cuvsCagraIndexParamsDestroy", params);
    Struct search = Structs.CAGRA_SEARCH;
    MemorySegment searchParams = Cuvs.get().create("cuvsCagraSearchParamsCreate", search);
    assertThat(search.layout().byteSize()).isEqualTo(112);
    assertThat(search.getLong(searchParams, "max_queries")).isZero();
    assertThat(search.getLong(searchParams, "itopk_size")).isEqualTo(64);
    assertThat(search.getLong(searchParams, "max_iterations")).isZero();
    assertThat(search.getInt(searchParams, "algo")).isZero();
    assertThat(search.getLong(searchParams, "team_size")).isZero();
    assertThat(search.getLong(searchParams, "search_width")).isEqualTo(1);
    assertThat(search.getInt(searchParams, "hashmap_mode")).isZero();
    assertThat(search.getFloat(searchParams, "hashmap_max_fill_rate")).isEqualTo(0.5f);
    assertThat(search.getInt(searchParams, "num_random_samplings")).isEqualTo(1);
    assertThat(search.getLong(searchParams, "rand_xor_mask")).isEqualTo(0x128394);
    assertThat(search.getByte(searchParams, "persistent")).isZero();
    assertThat(search.getFloat(searchParams, "persistent_lifetime")).isEqualTo(2f);
    assertThat(search.getFloat(searchParams, "persistent_device_usage")).isEqualTo(1f);
    Cuvs.get().call("cuvsCagraSearchParamsDestroy", searchParams);
  }

  @Test
  void aTensorIsLaidOutAsDlpackSays() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment tensor = Tensor.ofLongs(arena, MemorySegment.ofAddress(4096), 3, 5, 7);
      assertThat(tensor.byteSize()).isEqualTo(64);
      assertThat(tensor.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(4096);
      assertThat(tensor.get(ValueLayout.JAVA_INT, 8)).isEqualTo(2);
      assertThat(tensor.get(ValueLayout.JAVA_INT, 12)).isEqualTo(3);
      assertThat(tensor.get(ValueLayout.JAVA_INT, 16)).isEqualTo(2);
      assertThat(tensor.get(ValueLayout.JAVA_BYTE, 20)).isZero();
      assertThat(tensor.get(ValueLayout.JAVA_BYTE, 21)).isEqualTo((byte) 64);
      assertThat(tensor.get(ValueLayout.JAVA_SHORT, 22)).isEqualTo((short) 1);
    }
  }

  @Test
  void aFailureIsAnExceptionWithTheLibrarysText() {
    assumeThat(new CuvsCagraBackend().probe()).isInstanceOf(Availability.Unavailable.class);
    assertThatThrownBy(() -> Cuvs.get().cuda().deviceCount())
        .isInstanceOf(CuvsException.class)
        .hasMessageMatching("cudaGetDeviceCount: .+ \\(CUDA error \\d+\\)");
    assertThatThrownBy(() -> Cuvs.get().call("cuvsRMMAsyncMemoryResourceEnable"))
        .isInstanceOf(CuvsException.class)
        .hasMessageMatching("cuvsRMMAsyncMemoryResourceEnable: .{10,}");
  }

  @Test
  void standardOutputStaysClean(@TempDir Path folder) throws Exception {
    Path output = folder.resolve("out");
    Process java =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "--add-modules=jdk.incubator.vector",
                    "-D"
                        + CuvsInstall.PROPERTY
                        + "="
                        + System.getProperty(CuvsInstall.PROPERTY, ""),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Loader.class.getName()))
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(java.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(java.exitValue()).isZero();
    assertThat(output).content().isEqualTo("loaded" + System.lineSeparator());
    assertThat(Files.size(output)).isPositive();
  }

  /** Loads the library and lets a call fail, which the library would log. */
  static final class Loader {
    private Loader() {}

    public static void main(String[] args) {
      Cuvs cuvs = Cuvs.get();
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
        cuvs.call("cuvsResourcesCreate", out);
        cuvs.call("cuvsStreamSync", out.get(ValueLayout.JAVA_LONG, 0));
        cuvs.call("cuvsResourcesDestroy", out.get(ValueLayout.JAVA_LONG, 0));
      } catch (CuvsException e) {
        System.err.println("as expected without a GPU: " + e.getMessage().lines().findFirst());
      }
      System.out.println("loaded");
    }
  }
}
