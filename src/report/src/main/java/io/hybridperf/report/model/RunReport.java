package io.hybridperf.report.model;

import io.hybridperf.measurement.record.ScrapedSeries;
import io.hybridperf.measurement.record.SlowCall;
import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.ResourceSample;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.Tag;
import io.hybridperf.measurement.verdict.MachineUse;
import io.hybridperf.measurement.verdict.Verdict;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that a run's pages say, read from its folder: everything comes from interval logs, so a run
 * of millions of requests is read in seconds. Immutable.
 *
 * @param judgement the verdict, anew
 * @param salvaged whether the folder is damaged, and the numbers are what can still be read of it:
 *     they prove nothing
 * @param latencies of all that is judged, by query type, by phase, and the warm-up's
 * @param moments second by second, warm-up included
 * @param responses shapes of the response times: of all, then by query type
 * @param services shapes of the service times of the same
 * @param heat response times over time
 * @param stages where the time went, by query type
 * @param shares recall, cache hits, degraded answers
 * @param targets by name; empty if there is one only
 * @param events what happened beside the load
 * @param resources samples of what processes used
 * @param machine what the generator's machine did; empty if it was not sampled
 * @param slowest the slowest calls of each phase and type; none if the run kept none
 * @param scraped what a Prometheus scraped while it went; none if none did
 * @param components results of component benchmarks of the same revision
 * @param gaps what was not measured
 */
public record RunReport(
    Judgement judgement,
    boolean salvaged,
    List<LatencyRow> latencies,
    List<Moment> moments,
    List<Distribution> responses,
    List<Distribution> services,
    HeatMap heat,
    List<StageTime> stages,
    List<Share> shares,
    Map<String, TargetRow> targets,
    List<Event> events,
    List<ResourceSample> resources,
    Optional<MachineUse> machine,
    List<SlowCall> slowest,
    List<ScrapedSeries> scraped,
    ComponentResults components,
    List<Gap> gaps) {

  /** Copies the collections. */
  public RunReport {
    latencies = List.copyOf(latencies);
    moments = List.copyOf(moments);
    responses = List.copyOf(responses);
    services = List.copyOf(services);
    stages = List.copyOf(stages);
    shares = List.copyOf(shares);
    targets = Collections.unmodifiableMap(new TreeMap<>(targets));
    events = List.copyOf(events);
    resources = List.copyOf(resources);
    slowest = List.copyOf(slowest);
    scraped = List.copyOf(scraped);
    gaps = List.copyOf(gaps);
  }

  /**
   * Reads a run's folder, also of a run that was killed, and as far as possible one that is
   * damaged.
   *
   * @param folder the run's
   * @return what is in it
   * @throws io.hybridperf.measurement.files.DamagedFile if what the run was, or what it was judged
   *     by, cannot be read
   * @throws IllegalArgumentException in one line, if the folder holds no run of this version
   */
  public static RunReport read(RunFolder folder) {
    return of(Judgement.of(folder));
  }

  /**
   * Reads the folder of a run that was judged.
   *
   * @param judgement of it
   * @return what is in the folder
   */
  public static RunReport of(Judgement judgement) {
    return new ReportReader(judgement).read();
  }

  /**
   * What the run was.
   *
   * @return the content of {@code run.json}
   */
  public RunInfo info() {
    return judgement.info();
  }

  /**
   * The verdict.
   *
   * @return judged anew
   */
  public Verdict verdict() {
    return judgement.verdict();
  }

  /**
   * The slowest calls of the phases that are judged.
   *
   * @param most how many
   * @return slowest first
   */
  public List<SlowCall> slowestJudged(int most) {
    Set<String> judged =
        info().phases().stream()
            .filter(PlannedPhase::judged)
            .map(phase -> Tag.clean(phase.name()))
            .collect(Collectors.toSet());
    return slowest.stream()
        .filter(call -> judged.contains(call.phase()))
        .sorted(Comparator.comparingLong(SlowCall::responseNanos).reversed())
        .limit(most)
        .toList();
  }

  /**
   * How the judged requests ended.
   *
   * @return the counts of all phases that are judged
   */
  public Answers answers() {
    return latencies.isEmpty() ? Answers.NONE : latencies.getFirst().answers();
  }
}
