package io.hybridperf.measurement.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.files.Checks;
import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.origin.GitRevision;
import io.hybridperf.measurement.origin.Machine;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a run was: the content of {@code run.json}. Immutable; the {@code with} methods return a new
 * value. Never put a secret into {@code parameters}.
 *
 * @param schemaVersion version of this form
 * @param simulation name of the simulation
 * @param environment name of the environment
 * @param scale what every rate was multiplied by
 * @param gate the tier that gated SLOs must reach, as {@code must-pass}
 * @param status how far the run came
 * @param start when it started
 * @param end when it ended, absent while it runs
 * @param seed of random choices
 * @param parameters the effective parameters by name
 * @param phases the load profile
 * @param versions of this suite, of Gatling and of what else matters, by name
 * @param engines what the stores and the coordinator were, by role
 * @param dataset what data they held
 * @param machine where the load came from
 * @param git the sources, absent if not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunInfo(
    int schemaVersion,
    String simulation,
    String environment,
    double scale,
    String gate,
    RunStatus status,
    Instant start,
    @Nullable Instant end,
    long seed,
    Map<String, String> parameters,
    List<PlannedPhase> phases,
    Map<String, String> versions,
    Map<String, String> engines,
    Map<String, String> dataset,
    Machine machine,
    @Nullable GitRevision git) {

  /** The version of the form that this class writes, and the only one that it reads. */
  public static final int SCHEMA_VERSION = 2;

  /** By how much phases may be apart: rounding. */
  private static final double ROUNDING_SECONDS = 1e-6;

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException if something is missing or out of its range
   */
  public RunInfo {
    Checks.present("simulation", simulation);
    Checks.present("environment", environment);
    Checks.positive("scale", scale);
    Checks.present("gate", gate);
    Checks.present("status", status);
    Checks.present("start", start);
    Checks.present("parameters", parameters);
    Checks.present("phases", phases);
    Checks.present("versions", versions);
    Checks.present("engines", engines);
    Checks.present("dataset", dataset);
    Checks.present("machine", machine);
    if (status != RunStatus.RUNNING) {
      Checks.present("end", end);
    }
    parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    versions = Collections.unmodifiableMap(new TreeMap<>(versions));
    engines = Collections.unmodifiableMap(new TreeMap<>(engines));
    dataset = Collections.unmodifiableMap(new TreeMap<>(dataset));
    phases = List.copyOf(phases);
  }

  /**
   * Describes a run that starts now, on this machine, from the sources in the working directory.
   *
   * @param simulation name of the simulation
   * @param environment name of the environment
   * @param scale what every rate of the plan was multiplied by
   * @param gate {@code must-pass}, {@code target} or {@code stretch}
   * @param seed of random choices
   * @param plan the load, scaled
   * @return a description with status {@link RunStatus#RUNNING}
   */
  public static RunInfo starting(
      String simulation,
      String environment,
      double scale,
      String gate,
      long seed,
      ArrivalPlan plan) {
    return new RunInfo(
        SCHEMA_VERSION,
        simulation,
        environment,
        scale,
        gate,
        RunStatus.RUNNING,
        Instant.now(),
        null,
        seed,
        Map.of(),
        PlannedPhase.allOf(plan),
        Map.of(),
        Map.of(),
        Map.of(),
        Machine.current(),
        GitRevision.of(Path.of("").toAbsolutePath()).orElse(null));
  }

  /**
   * With the effective parameters.
   *
   * @param all by name, without secrets
   * @return a new value
   */
  public RunInfo withParameters(Map<String, String> all) {
    return with(gate, all, phases, versions, engines, dataset);
  }

  /**
   * With versions.
   *
   * @param all by name, as {@code gatling}
   * @return a new value
   */
  public RunInfo withVersions(Map<String, String> all) {
    return with(gate, parameters, phases, all, engines, dataset);
  }

  /**
   * With the engines that answered.
   *
   * @param all by role, as {@code vector}
   * @return a new value
   */
  public RunInfo withEngines(Map<String, String> all) {
    return with(gate, parameters, phases, versions, all, dataset);
  }

  /**
   * With the data set.
   *
   * @param all properties of the data set, as {@code items}
   * @return a new value
   */
  public RunInfo withDataset(Map<String, String> all) {
    return with(gate, parameters, phases, versions, engines, all);
  }

  /**
   * With another load profile, since a plan may grow while a run goes.
   *
   * @param all the phases
   * @return a new value
   */
  public RunInfo withPhases(List<PlannedPhase> all) {
    return with(gate, parameters, all, versions, engines, dataset);
  }

  /**
   * With another gate, to judge the same run by.
   *
   * @param tier that every gated objective must reach, as {@code target}
   * @return a new value
   */
  public RunInfo withGate(String tier) {
    return with(tier, parameters, phases, versions, engines, dataset);
  }

  private RunInfo with(
      String newGate,
      Map<String, String> newParameters,
      List<PlannedPhase> newPhases,
      Map<String, String> newVersions,
      Map<String, String> newEngines,
      Map<String, String> newDataset) {
    return new RunInfo(
        schemaVersion,
        simulation,
        environment,
        scale,
        newGate,
        status,
        start,
        end,
        seed,
        newParameters,
        newPhases,
        newVersions,
        newEngines,
        newDataset,
        machine,
        git);
  }

  /**
   * With the end of the run.
   *
   * @param endStatus complete or incomplete
   * @param at when it ended
   * @return a new value
   */
  public RunInfo ended(RunStatus endStatus, Instant at) {
    return new RunInfo(
        schemaVersion,
        simulation,
        environment,
        scale,
        gate,
        endStatus,
        start,
        at,
        seed,
        parameters,
        phases,
        versions,
        engines,
        dataset,
        machine,
        git);
  }

  /**
   * This run and another injector's part of the same test.
   *
   * @param other with the same phases
   * @return this, with the planned arrivals of both, complete if both are
   * @throws IllegalArgumentException if the phases differ
   */
  RunInfo mergedWith(RunInfo other) {
    if (phases.size() != other.phases.size()) {
      throw new IllegalArgumentException("the runs to merge have different phases");
    }
    List<PlannedPhase> sum =
        IntStream.range(0, phases.size())
            .mapToObj(phase -> phases.get(phase).plus(other.phases.get(phase)))
            .toList();
    return new RunInfo(
        schemaVersion,
        simulation,
        environment,
        scale,
        gate,
        status == other.status ? status : either(other, RunStatus.GENERATOR_LATE),
        start.isBefore(other.start) ? start : other.start,
        end == null || (other.end != null && other.end.isAfter(end)) ? other.end : end,
        seed,
        parameters,
        sum,
        versions,
        engines,
        dataset,
        machine,
        git);
  }

  private RunStatus either(RunInfo other, RunStatus worst) {
    return status == worst || other.status == worst ? worst : RunStatus.INCOMPLETE;
  }

  /**
   * How long a call waited for its answer before it was given up.
   *
   * @return the parameter {@code deadline} in nanoseconds; empty if it is not known
   */
  public OptionalLong deadlineNanos() {
    String deadline = parameters.get("deadline");
    if (deadline == null) {
      return OptionalLong.empty();
    }
    try {
      Config asConfigured = ConfigFactory.parseMap(Map.of("deadline", deadline));
      return OptionalLong.of(asConfigured.getDuration("deadline").toNanos());
    } catch (ConfigException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * Writes {@code run.json}, replacing one that is there in a single step.
   *
   * @param folder the folder of the run
   */
  public void writeTo(RunFolder folder) {
    Json.write(folder.runJson(), this);
  }

  /**
   * Reads {@code run.json}.
   *
   * @param folder the folder of the run
   * @return what it says
   * @throws DamagedFile if the file is missing or not what is written
   * @throws IllegalArgumentException in one line, if another version has written it
   */
  public static RunInfo readFrom(RunFolder folder) {
    JsonNode json = Json.read(folder.runJson(), JsonNode.class);
    JsonNode version = json.path("schemaVersion");
    if (!version.isInt() || version.intValue() != SCHEMA_VERSION) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has schemaVersion %s; this version of hybrid-perf reads %d: judge the run with the version that recorded it",
              folder.runJson().getFileName(),
              version.isMissingNode() ? "missing" : version,
              SCHEMA_VERSION));
    }
    RunInfo info = Json.read(folder.runJson(), RunInfo.class);
    info.requireConsecutivePhases(folder);
    return info;
  }

  private void requireConsecutivePhases(RunFolder folder) {
    Set<String> names = new HashSet<>();
    double end = 0;
    for (PlannedPhase phase : phases) {
      if (Math.abs(phase.startSeconds() - end) > ROUNDING_SECONDS || !names.add(phase.name())) {
        throw new DamagedFile(
            folder.runJson(),
            "phase '%s' does not begin where the one before it ends".formatted(phase.name()));
      }
      end = phase.startSeconds() + phase.seconds();
    }
  }
}
