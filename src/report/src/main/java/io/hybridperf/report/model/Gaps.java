package io.hybridperf.report.model;

import io.hybridperf.measurement.record.ScrapedSeries;
import io.hybridperf.measurement.record.SlowCall;
import io.hybridperf.measurement.run.ResourceSample;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.measurement.verdict.SloResult;
import java.util.ArrayList;
import java.util.List;

/** What a run did not measure, why, and how to. */
final class Gaps {
  private Gaps() {}

  static List<Gap> of(
      Judgement judgement,
      List<StageTime> stages,
      List<Share> shares,
      List<ResourceSample> resources,
      List<SlowCall> slowest,
      List<ScrapedSeries> scraped,
      ComponentResults components) {
    List<Gap> gaps = new ArrayList<>();
    for (SloResult result : judgement.verdict().results()) {
      if (result.tier() == Tier.NOT_MEASURED) {
        gaps.add(
            new Gap(
                result.slo().name(),
                result.reason(),
                result.samples() > 0 && result.samples() < result.slo().minSamples()
                    ? "run longer, or at a higher rate: it needs %s samples"
                        .formatted(result.slo().minSamples())
                    : "provide what the reason names, and run again"));
      }
    }
    if (stages.isEmpty()) {
      gaps.add(
          new Gap(
              "where the time goes",
              "no answer carried times of its stages",
              "aim at a coordinator that fills the stage times of its answers"));
    }
    if (shares.stream().noneMatch(share -> Series.isRecall(share.series()))) {
      gaps.add(
          new Gap(
              "recall",
              "no answer was compared with the exact one",
              "set recall-sample above 0, and ask queries whose exact answers are known"));
    }
    if (shares.stream().noneMatch(share -> share.series().startsWith("cache."))) {
      gaps.add(
          new Gap(
              "cache hits",
              "no answer said whether a cache had it",
              "aim at a coordinator that reports its caches in its answers"));
    }
    if (resources.stream().noneMatch(sample -> sample.side().startsWith("gpu"))
        && judgement.verdict().results().stream()
            .noneMatch(result -> result.slo().metric().name().startsWith("gpu"))) {
      gaps.add(
          new Gap(
              "GPU utilisation",
              "no exporter of GPU metrics was read",
              "name one that uses DCGM's names in the environment: gpu.metrics-url"));
    }
    if (resources.stream().noneMatch(sample -> sample.side().startsWith(ResourceSample.TARGET))) {
      gaps.add(
          new Gap(
              "memory, threads and connections of the target",
              "the simulation did not sample them",
              "a simulation asks by findLeaks(), an environment names metrics-url"));
    }
    if (slowest.isEmpty()) {
      gaps.add(
          new Gap(
              "single slow requests",
              "the run kept none: it was killed, or made by a version that did not",
              "run again: they are written when the load ends"));
    } else if (slowest.stream().noneMatch(SlowCall::traced)) {
      gaps.add(
          new Gap(
              "traces of slow requests",
              "no call carried a traceparent",
              "set trace-share above 0, and trace-link to where traces are looked at"));
    }
    if (scraped.isEmpty()) {
      gaps.add(
          new Gap(
              "what Prometheus scraped: GPUs, caches, pools",
              "no Prometheus that watched the run answered",
              "run with -Dmonitor=on, or with monitor.url"));
    }
    gaps.addAll(components.gaps());
    return gaps;
  }
}
