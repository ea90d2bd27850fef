package io.hybridperf.report.runs;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.measurement.run.Digests;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.verdict.VerdictJson;
import io.hybridperf.report.cli.Plain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code run.json} and {@code verdict.json} say of a run: enough for an overview of many, for
 * which reading all logs would take too long. Both must be what was written; of the folder's logs
 * only the sizes are looked at.
 *
 * @param folder the run's
 * @param info what the run was; null if that cannot be read
 * @param verdict as {@code PASS}; empty if there is none
 * @param reasons of the verdict
 * @param slos the objectives
 * @param problem why something of it is missing, otherwise empty
 */
public record RecordedRun(
    RunFolder folder,
    @Nullable RunInfo info,
    String verdict,
    List<String> reasons,
    List<RecordedSlo> slos,
    String problem) {

  /** Verdicts of runs whose numbers are the system's. */
  private static final List<String> SOUND = List.of("PASS", "FAIL", "UNSURE");

  /** Copies the lists. */
  public RecordedRun {
    reasons = List.copyOf(reasons);
    slos = List.copyOf(slos);
  }

  /**
   * Reads one.
   *
   * @param folder the run's
   * @return what can be read of it
   */
  public static RecordedRun read(RunFolder folder) {
    RunInfo info;
    try {
      info = RunInfo.readFrom(folder);
    } catch (IllegalArgumentException e) {
      return without(folder, null, e);
    }
    if (!Files.exists(folder.verdictJson())) {
      return new RecordedRun(folder, info, "", List.of(), List.of(), "has no verdict.json");
    }
    try {
      Digests.glance(folder, info);
      return of(folder, info, VerdictJson.read(folder, info));
    } catch (IllegalArgumentException e) {
      return without(folder, info, e);
    }
  }

  private static RecordedRun without(
      RunFolder folder, @Nullable RunInfo info, IllegalArgumentException e) {
    String problem = Plain.line(String.valueOf(e.getMessage()));
    return new RecordedRun(folder, info, "", List.of(), List.of(), problem);
  }

  private static RecordedRun of(RunFolder folder, RunInfo info, JsonNode json) {
    List<RecordedSlo> slos = new ArrayList<>();
    json.path("slos").forEach(each -> slos.add(RecordedSlo.of(each)));
    List<String> reasons = new ArrayList<>();
    json.path("reasons").forEach(each -> reasons.add(each.asText()));
    return new RecordedRun(folder, info, json.path("verdict").asText(), reasons, slos, "");
  }

  /**
   * Reads all runs in a folder.
   *
   * @param results as {@code results/}
   * @return in order of their names
   * @throws IllegalArgumentException in one line, if it cannot be listed
   */
  public static List<RecordedRun> in(Path results) {
    return RunFolders.in(results).parallelStream().map(RecordedRun::read).toList();
  }

  /**
   * What people call it.
   *
   * @return the folder's name
   */
  public String name() {
    return RunFolders.name(folder);
  }

  /**
   * Why its numbers say nothing of the system.
   *
   * @return one line; empty if they do
   */
  public Optional<String> unsound() {
    return !problem.isEmpty()
        ? Optional.of(problem)
        : SOUND.contains(verdict)
            ? Optional.empty()
            : Optional.of(
                Plain.line(
                    "is %s%s"
                        .formatted(verdict, reasons.isEmpty() ? "" : ": " + reasons.getFirst())));
  }
}
