package io.hybridperf.suite.resource;

import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.watch.Analysis;
import io.hybridperf.suite.watch.RunningLoad;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Samples through the load what the machine does, so that the verdict can say whether others
 * disturbed it.
 */
public final class MachineWatch implements Analysis {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private @Nullable ResourceSampler sampler;

  /** Samples as soon as the first request has been sent. */
  @Override
  public void loadBegins(RunningLoad load) {
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
    return soFar;
  }
}
