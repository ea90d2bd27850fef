package io.hybridperf.suite.run;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import io.hybridperf.measurement.analysis.SideBySide;
import io.hybridperf.measurement.analysis.StepJudge;
import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.load.Share;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.SloBuilder;
import io.hybridperf.measurement.slo.Slos;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.measurement.verdict.ExternalMetrics;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.measurement.verdict.Judge;
import io.hybridperf.measurement.verdict.SloResult;
import io.hybridperf.measurement.verdict.Verdict;
import io.hybridperf.measurement.verdict.VerdictStatus;
import io.hybridperf.suite.answers.WrongAnswers;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a run has to reach.
 *
 * @param config all of it, so that the run can be judged again
 * @param slos the objectives
 * @param limits what the load generator is allowed
 */
public record Objectives(Config config, List<Slo> slos, AuditLimits limits) {
  private static final String SCHEDULE = "generator kept its schedule";
  private static final String VERDICT = "verdict";

  public Objectives {
    slos = List.copyOf(slos);
  }

  /**
   * {@return the gates of a run}
   *
   * @throws UserError if the configuration of an objective has no sense
   */
  public static Objectives of(Settings settings) {
    return of(settings.config());
  }

  private static Objectives of(Config config) {
    try {
      return new Objectives(config, Slos.from(config), AuditLimits.from(config));
    } catch (IllegalArgumentException e) {
      throw new UserError("config: " + e.getMessage());
    }
  }

  /**
   * {@return these, and objectives of a simulation's own; one that the configuration has by the
   * same name takes its place}
   *
   * @throws UserError if an objective has no sense
   */
  Objectives with(List<SloBuilder> objectives) {
    Config all = config;
    for (SloBuilder objective : objectives) {
      if (slos.stream().noneMatch(slo -> slo.name().equals(objective.name()))) {
        all = all.withFallback(objective.config());
      }
    }
    return of(all);
  }

  /** {@return what decides where two targets are compared, and none is held against limits} */
  Objectives ofSides() {
    Config all = config;
    for (Slo slo : slos) {
      if (!slo.metric().equals(WrongAnswers.MEASURED)) {
        all = all.withoutPath(ConfigUtil.joinPath("slos", slo.name()));
      }
    }
    return of(
        all.withFallback(
            SloBuilder.slo("no regression")
                .metric(SideBySide.MEASURED.name())
                .mustPass("<= 0")
                .config()));
  }

  /** {@return the names of the rows that {@link #rows} will give} */
  List<String> names() {
    List<String> names = new ArrayList<>();
    if (share().isWhole()) {
      slos.stream().filter(Slo::gated).map(slo -> SloGate.name(slo, gate())).forEach(names::add);
    }
    names.add(SCHEDULE);
    names.add(VERDICT);
    return names;
  }

  private Tier gate() {
    String path = "parameters." + Parameter.GATE.key();
    return config.hasPath(path) ? Tier.gate(config.getString(path)) : Tier.MUST_PASS;
  }

  private Share share() {
    String path = "parameters." + Share.PARAMETER;
    return config.hasPath(path) ? Share.parse(config.getString(path)) : Share.WHOLE;
  }

  /**
   * {@return who judges a rate that is tried in search of a capacity}
   *
   * @param phase objectives on it count beside those on the whole run
   */
  StepJudge stepJudge(String phase) {
    return new StepJudge(slos, limits, phase);
  }

  /** {@return the verdict on what a run recorded, by that alone} */
  Verdict judge(RunLog log) {
    return judge(log, ExternalMetrics.none());
  }

  /** {@return the verdict on what a run recorded} */
  Verdict judge(RunLog log, ExternalMetrics external) {
    return Judge.judge(log, slos, limits, external);
  }

  /**
   * {@return the verdict on what a run left in its folder}
   *
   * @throws DamagedFile if what the run was cannot be read
   */
  Verdict judge(RunFolder folder) {
    return judge(RunLog.read(folder), Findings.readFrom(folder).metrics());
  }

  /** {@return the rows of a run that could not be judged: none of them passed} */
  static List<SloGate> noVerdict(List<String> names, String reason) {
    return names.stream().map(name -> SloGate.without(name, false, reason)).toList();
  }

  /**
   * {@return a row for each gated objective, one for the generator, and one for the verdict, so
   * that exit status and verdict agree; of one of several injectors without the objectives, which
   * only all of them together are judged by}
   */
  static List<SloGate> rows(Verdict verdict) {
    List<SloGate> rows = new ArrayList<>();
    boolean whole = Share.in(verdict.info().parameters()).isWhole();
    for (SloResult result : verdict.results()) {
      if (whole && result.slo().gated()) {
        rows.add(
            new SloGate(
                SloGate.name(result.slo(), verdict.gate()),
                SloGate.measured(result, verdict.gate()),
                result.passes(verdict.gate()),
                missed(result, verdict)));
      }
    }
    rows.add(SloGate.without(SCHEDULE, verdict.audit().kept(), verdict.audit().problem()));
    rows.add(
        SloGate.without(
            VERDICT,
            verdict.passed() || verdict.status() == VerdictStatus.SHARE,
            verdict.status().name()));
    return rows;
  }

  private static String missed(SloResult result, Verdict verdict) {
    if (result.isUnsure(verdict.gate())) {
      return "UNSURE, " + result.doubt();
    }
    String value =
        Double.isNaN(result.value())
            ? ""
            : String.format(
                Locale.ROOT, " with %.4g %s", result.value(), result.slo().unit().symbol());
    String why = result.reason().isEmpty() ? "" : " (" + result.reason() + ")";
    return "%s%s, %s needed%s"
        .formatted(
            result.tier().label(), value, result.slo().required(verdict.gate()).label(), why);
  }
}
