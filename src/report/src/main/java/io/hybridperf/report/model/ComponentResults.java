package io.hybridperf.report.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.origin.GitRevision;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Results of the component benchmarks that lie beside a run, of the same revision: {@code
 * jmh-TIME/benchmarks.json} and {@code sweep-TIME/sweep.json}, the latest of each.
 *
 * @param benchmarks JMH's; empty if there are none
 * @param sweep recall against queries a second; empty if there is none
 * @param gaps what is missing
 */
public record ComponentResults(Optional<Found> benchmarks, Optional<Found> sweep, List<Gap> gaps) {

  /** More folders of one kind are not looked into. */
  private static final int MOST_FOLDERS = 50;

  private static final String GPU = "cuvs";

  /** Copies the list. */
  public ComponentResults {
    gaps = List.copyOf(gaps);
  }

  /**
   * A document of results.
   *
   * @param folder the name of its folder
   * @param document what {@code src/jmh} wrote
   */
  public record Found(String folder, JsonNode document) {

    /** {@return the machine it was measured on, in words} */
    public String machine() {
      JsonNode machine = document.at("/environment/machine");
      List<String> gpus = new ArrayList<>();
      document.at("/environment/gpus").forEach(gpu -> gpus.add(gpu.asText()));
      return "%s, %s processors%s, revision %s"
          .formatted(
              machine.path("processor").asText("an unknown processor"),
              machine.path("processors").asText("?"),
              gpus.isEmpty() ? ", no GPU" : ", " + String.join(", ", gpus),
              document.at("/environment/gitRevision").asText());
    }
  }

  /**
   * Looks for them.
   *
   * @param run the folder of a run
   * @param info what it was
   * @return those beside it
   */
  static ComponentResults beside(RunFolder run, RunInfo info) {
    Path results = run.path().toAbsolutePath().normalize().getParent();
    GitRevision git = info.git();
    if (results == null || git == null) {
      return new ComponentResults(
          Optional.empty(),
          Optional.empty(),
          gaps(
              null,
              null,
              "the run does not know its revision",
              "the run does not know its revision"));
    }
    List<String> damaged = new ArrayList<>();
    @Nullable Found benchmarks =
        latest(results, "jmh-", "benchmarks.json", git.revision(), "results", damaged);
    @Nullable Found sweep =
        latest(results, "sweep-", "sweep.json", git.revision(), "points", damaged);
    String why =
        damaged.isEmpty()
            ? "no result of revision " + git.revision() + " lies beside the run"
            : damaged.getFirst();
    return new ComponentResults(
        Optional.ofNullable(benchmarks),
        Optional.ofNullable(sweep),
        gaps(
            benchmarks,
            sweep,
            why,
            sweep == null ? why : "the latest sweep of this revision has no point of a GPU"));
  }

  private static List<Gap> gaps(
      @Nullable Found benchmarks, @Nullable Found sweep, String noBenchmarks, String noSweep) {
    List<Gap> gaps = new ArrayList<>();
    if (benchmarks == null) {
      gaps.add(
          new Gap(
              "component benchmarks of this revision",
              noBenchmarks,
              "mvn -pl src/jmh -am verify -Pbench"));
    }
    if (sweep == null || !hasGpu(sweep)) {
      gaps.add(
          new Gap(
              "recall and queries a second of the GPU vector search",
              noSweep,
              "on a machine with a GPU: java -jar src/jmh/target/hybrid-perf-jmh.jar sweep"
                  + " --backends=cuvs-cagra --data=movielens"));
    }
    return gaps;
  }

  private static boolean hasGpu(Found sweep) {
    for (JsonNode point : sweep.document().path("points")) {
      if (point.path("backend").asText().startsWith(GPU)) {
        return true;
      }
    }
    return false;
  }

  /** The names end with the time. What holds nothing is not looked at. */
  private static @Nullable Found latest(
      Path results,
      String prefix,
      String file,
      String revision,
      String content,
      List<String> damaged) {
    for (Path folder : folders(results, prefix)) {
      String name = String.valueOf(folder.getFileName());
      try {
        JsonNode document = Json.read(folder.resolve(file), JsonNode.class);
        if (!document.path(content).isEmpty()
            && document
                .at("/environment/gitRevision")
                .asText()
                .replace("-dirty", "")
                .equals(revision)) {
          return new Found(name, document);
        }
      } catch (DamagedFile e) {
        damaged.add("%s cannot be read: %s".formatted(name, e.getMessage()));
      }
    }
    return null;
  }

  private static List<Path> folders(Path results, String prefix) {
    try (Stream<Path> all = Files.list(results)) {
      return all.filter(folder ->
              String.valueOf(folder.getFileName()).startsWith(prefix) && Files.isDirectory(folder))
          .sorted(Comparator.<Path, String>comparing(Path::toString).reversed())
          .limit(MOST_FOLDERS)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
