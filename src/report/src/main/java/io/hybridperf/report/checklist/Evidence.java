package io.hybridperf.report.checklist;

import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.verdict.VerdictStatus;
import io.hybridperf.report.model.Judgement;
import io.hybridperf.report.runs.RecordedRun;
import io.hybridperf.report.runs.RunFolders;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The runs that can show something about a deployment: of each simulation the latest that is whole,
 * valid and complete, asked for the full load, on the environment in question. Judged anew from its
 * logs: what {@code verdict.json} says is not believed.
 */
final class Evidence {
  private static final String EMBEDDED = "embedded";

  private static final Set<VerdictStatus> NO_EVIDENCE =
      EnumSet.of(VerdictStatus.INVALID, VerdictStatus.INCOMPLETE, VerdictStatus.SHARE);

  private final List<RecordedRun> runs;
  private final String environment;
  private final Map<String, Optional<Judgement>> latest = new HashMap<>();
  private final Map<String, String> missing = new HashMap<>();

  /**
   * Looks at runs.
   *
   * @param all what was found in a folder
   * @param environment whose runs count; empty for all but the embedded stack, which nobody deploys
   */
  Evidence(List<RecordedRun> all, String environment) {
    this.environment = environment;
    runs =
        all.stream()
            .filter(run -> run.info() != null)
            .sorted(Comparator.comparing((RecordedRun run) -> info(run).start()).reversed())
            .toList();
  }

  private static RunInfo info(RecordedRun run) {
    return Objects.requireNonNull(run.info());
  }

  /** The run of a simulation that counts. */
  Optional<Judgement> of(String simulation) {
    return latest.computeIfAbsent(simulation, this::find);
  }

  /** Why there is none. */
  String missing(String simulation) {
    return missing.getOrDefault(simulation, "no run of " + simulation);
  }

  private Optional<Judgement> find(String simulation) {
    List<String> why = new ArrayList<>();
    for (RecordedRun run : runs) {
      if (info(run).simulation().equals(simulation)) {
        String problem = unfit(run);
        if (problem.isEmpty()) {
          try {
            Judgement judgement = RunFolders.judged(run.folder().path());
            VerdictStatus status = judgement.verdict().status();
            if (!NO_EVIDENCE.contains(status)) {
              return Optional.of(judgement);
            }
            problem = "is " + status;
          } catch (IllegalArgumentException e) {
            problem = "is damaged";
          }
        }
        why.add(run.name() + " " + problem);
      }
    }
    if (!why.isEmpty()) {
      missing.put(
          simulation,
          "no run that counts; %s%s"
              .formatted(
                  why.getFirst(), why.size() > 1 ? ", and so on: " + why.size() + " runs" : ""));
    }
    return Optional.empty();
  }

  private String unfit(RecordedRun run) {
    RunInfo info = info(run);
    return environment.isEmpty() && info.environment().equals(EMBEDDED)
        ? "is of the embedded stack"
        : !environment.isEmpty() && !info.environment().equals(environment)
            ? "is of " + info.environment()
            : info.scale() != 1 ? "was asked for %s of the load".formatted(info.scale()) : "";
  }
}
