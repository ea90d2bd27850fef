package io.hybridperf.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostmasterTest {
  @TempDir Path cluster;

  @Test
  void aFileThatNamesSomebodyElsesProcessIsRemovedAndTheProcessLeftAlone() throws Exception {
    Process bystander = new ProcessBuilder("sh", "-c", "read -r line").start();
    try {
      Files.writeString(
          cluster.resolve("postmaster.pid"),
          bystander.pid() + "\n" + cluster + "\n" + Instant.now().getEpochSecond() + "\n");

      Postmaster.endStale(cluster);

      assertThat(Postmaster.pid(cluster)).isEmpty();
      assertThat(bystander.isAlive()).isTrue();
    } finally {
      bystander.destroy();
    }
  }

  @Test
  void withoutAFileThereIsNothingToEnd() throws Exception {
    Postmaster.endStale(cluster);

    assertThat(Postmaster.pid(cluster)).isEmpty();
  }

  @Test
  void whatInitdbRunsServesNobody() throws Exception {
    Files.writeString(cluster.resolve("postmaster.pid"), "-1\n" + cluster + "\n1\n");

    assertThat(Postmaster.pid(cluster)).isEmpty();
  }
}
