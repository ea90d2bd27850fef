package io.hybridperf.jmh.cuvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hybridperf.jmh.backend.Availability;
import io.hybridperf.jmh.backend.BackendException;
import io.hybridperf.jmh.backend.Backends;
import io.hybridperf.jmh.bench.QueryComplexity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine without the library, without a GPU, or with a library that is none. */
class CuvsAbsentTest {
  @TempDir private Path folder;

  @Test
  void withoutTheLibraryTheReasonNamesTheCommandThatInstallsIt() {
    assertThatThrownBy(() -> Cuvs.load(Optional.empty()))
        .isInstanceOf(CuvsException.class)
        .hasMessageContaining("install it (2 GB) with: " + CuvsInstall.COMMAND)
        .hasMessageContaining("-Dcuvs.library.path=cuvs");
  }

  @Test
  void aFolderWithoutTheLibraryIsNoInstall() {
    String before = System.getProperty(CuvsInstall.PROPERTY);
    System.setProperty(CuvsInstall.PROPERTY, folder.toString());
    try {
      assertThat(CuvsInstall.find()).isEmpty();
    } finally {
      if (before == null) {
        System.clearProperty(CuvsInstall.PROPERTY);
      } else {
        System.setProperty(CuvsInstall.PROPERTY, before);
      }
    }
  }

  @Test
  void anotherReleaseIsRefusedWithTheCommandThatInstallsTheRightOne() {
    assertThatThrownBy(() -> Cuvs.requireRelease("26.12.00"))
        .isInstanceOf(CuvsException.class)
        .hasMessageContaining("cuVS 26.12.00 is installed and this binding is for 26.10.x")
        .hasMessageContaining(CuvsInstall.COMMAND);
    assertThatCode(() -> Cuvs.requireRelease("26.10.01")).doesNotThrowAnyException();
  }

  @Test
  void aFileThatIsNoLibraryIsAnErrorWithTheLinkersText() throws Exception {
    Path broken = Files.writeString(folder.resolve("libcuvs_c.so"), "not a library");
    assertThatThrownBy(() -> Cuvs.load(Optional.of(List.of(broken))))
        .isInstanceOf(CuvsException.class)
        .hasMessageContaining(broken.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cuvs-brute-force", "cuvs-ivf-flat", "cuvs-ivf-pq", "cuvs-cagra"})
  void withoutAGpuTheBackendSaysWhyAndIsNeverScored(String name) {
    assumeThat(Backends.named(name).probe()).isInstanceOf(Availability.Unavailable.class);
    assertThat(((Availability.Unavailable) Backends.named(name).probe()).reason()).isNotBlank();
    assertThat(Backends.named(name).devices()).isZero();
    QueryComplexity benchmark = new QueryComplexity();
    benchmark.backend = name;
    benchmark.data = "clustered:100x8";
    benchmark.k = 1;
    benchmark.batch = 1;
    assertThatThrownBy(benchmark::setUp)
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("backend " + name + " is unavailable: ");
    Backends.named(name).close();
  }
}
