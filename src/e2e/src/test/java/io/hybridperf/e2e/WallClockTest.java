package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A system clock may jump under a run, forth and back: what is measured is measured with {@link
 * System#nanoTime()}, which does not. Whoever reads the other clock is named here, with a use that
 * is no duration.
 */
class WallClockTest {
  private static final Path SOURCES = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> MEASURING = List.of("measurement", "gatling-grpc", "suite");
  private static final Pattern READS =
      Pattern.compile(
          "currentTimeMillis\\(\\)|(Instant|LocalDateTime|ZonedDateTime|OffsetDateTime)\\.now\\(|Clock\\.system|InstantSource\\.system|new Date\\(\\)");

  private static final Set<String> STAMPS =
      Set.of(
          // Read once: the date in the head of the logs, whose lines count from the start.
          "RecorderClock",
          // When a run began and ended, for people.
          "RunInfo",
          "RunLog",
          "RecordedRun",
          "BenchmarkLoad",
          // Compared between injectors before a load, whose start is then counted from this JVM's
          // own clock.
          "WallClock",
          // Held against the date on which a token expires, which is of that clock.
          "RenewedToken",
          // When an exemplar was seen, which Prometheus keeps once.
          "LiveMetrics",
          // Names.
          "RunFolders",
          "Writes");

  @Test
  void noDurationIsMeasuredWithAClockThatJumps() throws IOException {
    Set<String> readers = new TreeSet<>();
    for (String module : MEASURING) {
      try (Stream<Path> files = Files.walk(SOURCES.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          if (READS.matcher(Files.readString(file)).find()) {
            readers.add(file.getFileName().toString().replace(".java", ""));
          }
        }
      }
    }
    assertThat(readers).isEqualTo(new TreeSet<>(STAMPS));
  }
}
