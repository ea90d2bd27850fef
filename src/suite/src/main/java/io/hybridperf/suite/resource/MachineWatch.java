package io.hybridperf.suite.resource;

import com.typesafe.config.Config;
import io.hybridperf.measurement.run.ResourceLog;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.measurement.verdict.MachineUse;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.watch.Analysis;
import io.hybridperf.suite.watch.RunningLoad;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Samples through the load what the machine does, and says whether others disturbed it. A run whose
 * target shares the machine is INVALID past the limits of {@code machine}: {@code others} and
 * {@code stolen}, shares of its processors' time.
 */
public final class MachineWatch implements Analysis {
  private static final String NAME = "machine";
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final double mostOthers;
  private final double mostStolen;
  private @Nullable ResourceSampler sampler;
  private @Nullable RunFolder folder;

  private MachineWatch(double mostOthers, double mostStolen) {
    this.mostOthers = mostOthers;
    this.mostStolen = mostStolen;
  }

  /**
   * Reads the settings.
   *
   * @param shared whether the target is on this machine too; of another one nothing is limited
   */
  public static MachineWatch of(Settings settings, boolean shared) {
    return new MachineWatch(
        most(settings.config(), shared, "others"), most(settings.config(), shared, "stolen"));
  }

  private static double most(Config config, boolean shared, String limit) {
    String path = NAME + "." + limit;
    return shared && config.hasPath(path) ? config.getDouble(path) : 1;
  }

  /** Samples as soon as the first request has been sent. */
  @Override
  public void loadBegins(RunningLoad load) {
    folder = load.folder();
    sampler =
        ResourceSampler.start(
            List.of(new MachineCounters()), EVERY, load.clock()::zeroNanoTime, load.folder());
  }

  @Override
  public void loadEnds() {
    if (sampler != null) {
      sampler.close();
    }
  }

  @Override
  public Findings add(RunLog log, Findings soFar) {
    Optional<MachineUse> use =
        folder == null
            ? Optional.empty()
            : MachineUse.of(ResourceLog.read(folder), log.info().phases());
    return use.map(known -> found(known, soFar))
        .orElseGet(() ->
            soFar.line(
                "machine: not known what it did; it has no /proc, or the run was too short"));
  }

  Findings found(MachineUse use, Findings soFar) {
    Findings told = soFar.line("machine: " + use);
    if (use.others() > mostOthers) {
      return told.invalid(
          NAME, disturbed("other processes used", use.others(), "others", mostOthers));
    }
    return use.stolen() > mostStolen
        ? told.invalid(
            NAME, disturbed("other machines were given", use.stolen(), "stolen", mostStolen))
        : told;
  }

  private static String disturbed(String who, double share, String limit, double most) {
    return "the machine was not the run's own: %s %s of its processors' time, limit %s (machine.%s)"
        .formatted(who, MachineUse.percent(share), MachineUse.percent(most), limit);
  }
}
