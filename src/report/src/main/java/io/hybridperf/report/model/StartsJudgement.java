package io.hybridperf.report.model;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.measurement.verdict.Start;
import io.hybridperf.measurement.verdict.StartsJudge;
import io.hybridperf.measurement.verdict.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder of several runs that belong together, each with the system started anew, and the verdict
 * on all of them, judged anew.
 *
 * @param folder the one above those of the runs
 * @param starts the runs
 * @param verdict on all of them
 */
public record StartsJudgement(RunFolder folder, List<Start> starts, Verdict verdict) {
  private static final String WANTED = "parameters.runs";
  private static final String HOOK = "hooks.restart";
  private static final String OWN_STACK = "embedded";

  /** Copies the list. */
  public StartsJudgement {
    starts = List.copyOf(starts);
  }

  /**
   * Whether a folder is one of several runs.
   *
   * @param folder any
   * @return false for the folder of a single run
   */
  public static boolean isFor(RunFolder folder) {
    return !folder.starts().isEmpty();
  }

  /**
   * Judges by settings.
   *
   * @param folder for which {@link #isFor} holds
   * @param otherSettings a file with objectives and limits; null for the runs' own
   * @param gate the tier every gated objective must reach; null for the runs' own
   * @return the verdict on all
   * @throws DamagedFile if what one of the runs was, or what it was judged by, cannot be read
   * @throws IllegalArgumentException in one line, as {@link Judgement#of(RunFolder, Path, Tier)}
   */
  public static StartsJudgement of(
      RunFolder folder, @Nullable Path otherSettings, @Nullable Tier gate) {
    List<Start> starts = new ArrayList<>();
    for (RunFolder each : folder.starts()) {
      starts.add(
          new Start(
              String.valueOf(each.path().getFileName()),
              Judgement.of(each, otherSettings, gate).verdict()));
    }
    // Each run is one of one: only the folder of all says how many there were to be.
    Path said = folder.settingsJson();
    Config settings = Judgement.settings(said);
    try {
      if (!settings.hasPath(WANTED)) {
        throw new DamagedFile(said, WANTED + " is missing: how many runs were to be made");
      }
      int wanted = settings.getInt(WANTED);
      boolean restarted =
          settings.hasPath(HOOK) || (settings.hasPath(OWN_STACK) && settings.getBoolean(OWN_STACK));
      return new StartsJudgement(folder, starts, StartsJudge.judge(starts, wanted, restarted));
    } catch (ConfigException e) {
      throw new DamagedFile(said, String.valueOf(e.getMessage()));
    }
  }
}
