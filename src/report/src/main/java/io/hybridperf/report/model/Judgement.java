package io.hybridperf.report.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import io.hybridperf.measurement.files.CheckedFile;
import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.slo.Slos;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.measurement.verdict.ExternalMetrics;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.measurement.verdict.Judge;
import io.hybridperf.measurement.verdict.Verdict;
import io.hybridperf.measurement.verdict.VerdictJson;
import io.hybridperf.measurement.verdict.VerdictStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run's folder and the verdict on it, judged anew: what {@code verdict.json} says is not
 * believed.
 *
 * @param folder the run's
 * @param log what was recorded; empty if the folder is damaged
 * @param verdict on it
 * @param findings what the simulation found out; none if the folder is damaged
 */
public record Judgement(RunFolder folder, RunLog log, Verdict verdict, Findings findings) {

  private static final int MOST_REASONS = 20;

  /**
   * Judges by the settings that the run itself had.
   *
   * @param folder the run's
   * @return the verdict, INVALID for a folder that is damaged
   * @throws DamagedFile if what the run was, or what it was judged by, cannot be read
   * @throws IllegalArgumentException in one line, if the folder holds no run of this version
   */
  public static Judgement of(RunFolder folder) {
    return of(folder, null, null);
  }

  /**
   * Judges by settings.
   *
   * @param folder the run's
   * @param otherSettings a file with objectives and limits; null for the run's own
   * @param gate the tier every gated objective must reach; null for the run's own
   * @return the verdict, INVALID for a folder that is damaged
   * @throws DamagedFile if what the run was, or what it was judged by, cannot be read
   * @throws IllegalArgumentException in one line, if the folder holds no run of this version or the
   *     other settings are wrong
   */
  public static Judgement of(RunFolder folder, @Nullable Path otherSettings, @Nullable Tier gate) {
    if (!Files.exists(folder.runJson())) {
      throw new IllegalArgumentException(
          folder.starts().isEmpty()
              ? folder.runJson()
                  + " does not exist: name the folder of a run, for example one in results/"
              : "%s holds %s runs: name one of them, for example %s"
                  .formatted(
                      folder.path(), folder.starts().size(), folder.starts().getFirst().path()));
    }
    RunLog read = RunLog.read(folder);
    RunLog log = gate == null ? read : read.gatedAt(gate.key());
    if (log.damage().isPresent()) {
      return new Judgement(
          folder,
          log,
          Judge.judge(log, List.of(), AuditLimits.DEFAULT, ExternalMetrics.none()),
          Findings.none());
    }
    Config settings =
        otherSettings == null ? settings(folder.settingsJson()) : theUsers(otherSettings);
    Findings findings = Findings.readFrom(folder);
    Verdict verdict =
        Judge.judge(log, Slos.from(settings), AuditLimits.from(settings), findings.metrics());
    return new Judgement(folder, log, withWhatTheRunSaid(verdict, folder), findings);
  }

  /** Why a run broke off only the run itself knew: reasons are kept, a verdict is not. */
  private static Verdict withWhatTheRunSaid(Verdict verdict, RunFolder folder) {
    if (verdict.status() != VerdictStatus.INCOMPLETE || !Files.exists(folder.verdictJson())) {
      return verdict;
    }
    Verdict all = verdict;
    try {
      JsonNode reasons = VerdictJson.read(folder, verdict.info()).path("reasons");
      for (int n = Math.min(MOST_REASONS, reasons.size()) - 1; n >= 0; n--) {
        String reason = reasons.path(n).asText();
        if (!all.reasons().contains(reason)) {
          all = all.because(reason);
        }
      }
    } catch (DamagedFile unreadable) {
      return verdict;
    }
    return all;
  }

  /**
   * What the run was.
   *
   * @return the content of {@code run.json}
   */
  public RunInfo info() {
    return log.info();
  }

  private static Config theUsers(Path file) {
    try {
      return settings(file);
    } catch (DamagedFile e) {
      throw new IllegalArgumentException("--settings=%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Checked as JSON first, since the library that reads settings has no bounds. */
  static Config settings(Path file) {
    var _ = Json.read(file, JsonNode.class);
    try {
      return ConfigFactory.parseString(
          CheckedFile.text(file), ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    } catch (ConfigException e) {
      throw new DamagedFile(file, String.valueOf(e.getMessage()));
    }
  }
}
