package io.hybridperf.report.runs;

import io.hybridperf.measurement.origin.Machine;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.report.cli.Plain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which runs may be compared: those that asked the same of a system of the same size from a machine
 * of the same kind. What was compared may differ: revision, versions, engines, and the {@linkplain
 * #SUBJECT parameters} that say which system was asked.
 */
public final class Likeness {

  /** Parameters that say what was measured, not how. */
  private static final Set<String> SUBJECT =
      Set.of("target", "storage", "milvus", "against", "balancing");

  /** Parameters that change nothing of what the numbers mean. */
  private static final Set<String> INCIDENTAL =
      Set.of(
          "gate",
          "seed",
          "runs",
          "regression",
          "live",
          "trace-share",
          "monitor",
          "injector",
          "rendezvous",
          "start-at",
          "clock-offset",
          "warmup-limit",
          "env");

  /** How many films every run was of that was recorded before it could be chosen. */
  private static final String REAL_FILMS = "9742";

  private Likeness() {}

  /**
   * What must be alike.
   *
   * @param info what a run was
   * @return in words, by name
   */
  public static Map<String, String> traits(RunInfo info) {
    Map<String, String> traits = new LinkedHashMap<>();
    traits.put("simulation", info.simulation());
    traits.put("environment", info.environment());
    traits.put("scale", Double.toString(info.scale()));
    traits.put("machine", machine(info.machine()));
    traits.put("data", words(info.dataset()));
    traits.put("load", load(info.phases()));
    info.parameters()
        .forEach((name, value) -> {
          if (!SUBJECT.contains(name) && !INCIDENTAL.contains(name) && !name.equals("scale")) {
            traits.put(name, value);
          }
        });
    traits.putIfAbsent("films", REAL_FILMS);
    return traits;
  }

  /**
   * What may differ, and is what a comparison is about.
   *
   * @param info what a run was
   * @return in words, by name
   */
  public static Map<String, String> subject(RunInfo info) {
    Map<String, String> subject = new LinkedHashMap<>();
    subject.put("revision", revision(info));
    SUBJECT.stream()
        .sorted()
        .filter(info.parameters()::containsKey)
        .forEach(name -> subject.put(name, String.valueOf(info.parameters().get(name))));
    subject.put("engines", words(info.engines()));
    subject.put("versions", words(info.versions()));
    subject.put("os and jvm", info.machine().os() + ", " + info.machine().jvm());
    return subject;
  }

  /**
   * What runs of one history have in common: what must be alike, and the system asked.
   *
   * @param info what a run was
   * @return in words, by name
   */
  public static Map<String, String> series(RunInfo info) {
    Map<String, String> series = traits(info);
    info.parameters()
        .forEach((name, value) -> {
          if (SUBJECT.contains(name) && !name.equals("target")) {
            series.put(name, value);
          }
        });
    return series;
  }

  /**
   * In what two runs differ.
   *
   * @param one in words, by name
   * @param other in words, by name
   * @return a line each, as {@code scale: 1.0 and 0.5}
   */
  public static List<String> differences(Map<String, String> one, Map<String, String> other) {
    Set<String> names = new java.util.LinkedHashSet<>(one.keySet());
    names.addAll(other.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String first = one.getOrDefault(name, "not set");
      String second = other.getOrDefault(name, "not set");
      if (!first.equals(second)) {
        differences.add(Plain.line("%s: %s and %s".formatted(name, first, second)));
      }
    }
    return differences;
  }

  /**
   * The sources of a run.
   *
   * @param info what a run was
   * @return as {@code 1a2b3c4d5e6f}, with a plus sign where files differed from the commit
   */
  public static String revision(RunInfo info) {
    return info.git() == null
        ? "unknown"
        : Plain.line(
                info.git().revision().substring(0, Math.min(12, info.git().revision().length())))
            + (info.git().dirty() ? "+" : "");
  }

  private static String machine(Machine machine) {
    // The kernel takes a little of the memory, not always the same.
    return String.format(
        Locale.ROOT,
        "%d x %s, %.0f GiB",
        machine.cpus(),
        machine.cpuModel(),
        machine.memoryBytes() / 1073741824.0);
  }

  private static String load(List<PlannedPhase> phases) {
    return phases.stream()
        .filter(PlannedPhase::judged)
        .map(phase ->
            String.format(
                Locale.ROOT,
                "%s %s s %d requests",
                phase.name(),
                Plain.number(phase.seconds()),
                phase.arrivals()))
        .collect(Collectors.joining(", "));
  }

  private static String words(Map<String, String> map) {
    return new TreeMap<>(map)
        .entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
  }
}
