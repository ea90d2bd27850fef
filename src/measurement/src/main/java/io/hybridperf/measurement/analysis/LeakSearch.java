package io.hybridperf.measurement.analysis;

import io.hybridperf.measurement.analysis.ResourceTrend.Leak;
import io.hybridperf.measurement.analysis.ResourceTrend.NotMeasured;
import io.hybridperf.measurement.analysis.ResourceTrend.Outcome;
import io.hybridperf.measurement.analysis.ResourceTrend.Steady;
import io.hybridperf.measurement.run.ResourceSample;
import io.hybridperf.measurement.stats.Trend;
import io.hybridperf.measurement.stats.Trend.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Looks for resources that grow through a run.
 *
 * <p>Usage goes up and down; what a leak raises is its floor. So the judged time is cut into
 * {@value #BLOCKS} blocks, and the {@linkplain Trend trend} is drawn through the lowest sample of
 * each. A resource leaks if the lower end of the trend's interval exceeds the growth that the
 * {@linkplain LeakLimits limits} allow over the judged time. Every outcome says the least growth
 * that could have been shown; where the time is too short to show what is allowed, none is no
 * result.
 *
 * <p><b>Heap.</b> What is in use holds dead objects too, so its floor also rises while an old
 * generation fills up between collections. Where full collections were made at the end of the
 * warm-up and after the load, what was live then decides. Otherwise, if the floor does not rise, no
 * live set can. If it does, and the old generation was collected at least {@value Trend#MIN_POINTS}
 * times, the trend of what these collections left decides; else a full collection after the load:
 * what it frees was no leak. Without either nothing can be said.
 */
public final class LeakSearch {
  /** Into how many blocks the judged time is cut. */
  public static final int BLOCKS = 20;

  private static final int MIN_BLOCKS = 12;
  private static final double MEGA = 1e6;

  private final List<ResourceSample> samples;
  private final double from;
  private final double until;
  private final LeakLimits limits;

  /**
   * Makes a search ready.
   *
   * @param samples all of a run
   * @param from start of the judged time, warm-up left out, in seconds from the plan's start
   * @param until its end
   * @param limits what growth is allowed
   */
  public LeakSearch(List<ResourceSample> samples, double from, double until, LeakLimits limits) {
    this.samples = List.copyOf(samples);
    this.from = from;
    this.until = until;
    this.limits = limits;
  }

  /**
   * Looks at one resource.
   *
   * @param side whose
   * @param metric which
   * @return what became of it
   */
  public ResourceTrend find(String side, String metric) {
    List<Point> floors = floors(of(side, metric));
    Outcome outcome;
    if (floors.size() < MIN_BLOCKS) {
      outcome =
          new NotMeasured(
              String.format(
                  Locale.ROOT,
                  "samples in %d of %d parts of the judged %.0f s, at least %d needed; lengthen the run or sample more often",
                  floors.size(),
                  BLOCKS,
                  until - from,
                  MIN_BLOCKS));
    } else {
      Trend trend = Trend.of(floors);
      outcome =
          metric.equals(ResourceSample.HEAP_USED)
              ? heap(side, trend, floors.getFirst().value())
              : judged(trend, metric, "");
    }
    return new ResourceTrend(side, metric, outcome);
  }

  private List<ResourceSample> of(String side, String metric) {
    return samples.stream()
        .filter(sample -> sample.side().equals(side) && sample.metric().equals(metric))
        .toList();
  }

  /** The lowest sample of each block that has one, at the block's middle. */
  private List<Point> floors(List<ResourceSample> taken) {
    double[] lowest = new double[BLOCKS];
    boolean[] seen = new boolean[BLOCKS];
    for (ResourceSample sample : taken) {
      int block = (int) Math.floor((sample.seconds() - from) / (until - from) * BLOCKS);
      if (block >= 0 && block < BLOCKS) {
        lowest[block] = seen[block] ? Math.min(lowest[block], sample.value()) : sample.value();
        seen[block] = true;
      }
    }
    double length = (until - from) / BLOCKS;
    return IntStream.range(0, BLOCKS)
        .filter(block -> seen[block])
        .mapToObj(block -> new Point(from + (block + 0.5) * length, lowest[block]))
        .toList();
  }

  private double seconds() {
    return until - from;
  }

  private boolean exceeds(Trend trend, String metric) {
    return trend.low() * seconds() > limits.growth(metric, seconds(), trend.level());
  }

  private Outcome judged(Trend trend, String metric, String remark) {
    double margin = (trend.slope() - trend.low()) * seconds();
    return judged(trend, metric, remark, trend.slope() * seconds(), margin, trend.level());
  }

  /**
   * What a growth means.
   *
   * @param growth in the judged time
   * @param margin by how much it may be less
   * @param level what it is a share of
   */
  private Outcome judged(
      Trend trend, String metric, String remark, double growth, double margin, double level) {
    double limit = limits.growth(metric, seconds(), level);
    String shown =
        String.format(
            Locale.ROOT,
            "%sthe least growth that could be shown is %s in %.0f s",
            remark.isEmpty() ? "" : remark + "; ",
            ResourceTrend.amount(metric, limit + Math.max(0, margin)),
            seconds());
    return growth - margin > limit
        ? new Leak(trend, shown)
        : limits.canTell(metric, seconds())
            ? new Steady(trend, shown)
            : new NotMeasured(
                String.format(
                    Locale.ROOT,
                    "grew by %s; %s, which is more than is allowed, and less is what any process does while it gets warm; judge %.0f s or more, or set leaks.least-growth",
                    ResourceTrend.amount(metric, growth),
                    shown,
                    limits.secondsToTell(metric)));
  }

  private Outcome heap(String side, Trend used, double atStart) {
    List<ResourceSample> live = of(side, ResourceSample.HEAP_LIVE);
    if (live.size() > 1 && live.getFirst().seconds() <= from) {
      double before = live.getFirst().value();
      double after = live.getLast().value();
      String remark =
          String.format(
              Locale.ROOT,
              "live: %.1f MB after the warm-up, %.1f MB after the load",
              before / MEGA,
              after / MEGA);
      return judged(used, ResourceSample.HEAP_USED, remark, after - before, 0, before);
    }
    if (!exceeds(used, ResourceSample.HEAP_USED)) {
      return judged(used, ResourceSample.HEAP_USED, "");
    }
    List<Point> collected = collections(of(side, ResourceSample.HEAP_AFTER_GC));
    if (collected.size() >= Trend.MIN_POINTS) {
      return judged(
          Trend.of(collected),
          ResourceSample.HEAP_AFTER_GC,
          "after collections of the old generation");
    }
    if (!live.isEmpty()) {
      double left = live.getLast().value();
      String remark =
          String.format(Locale.ROOT, "a full collection after the load left %.1f MB", left / MEGA);
      return left >= atStart + used.low() * (until - from)
          ? new Leak(used, remark)
          : new Steady(used, remark + ": it was garbage");
    }
    return new NotMeasured(
        String.format(
            Locale.ROOT,
            "it grows, but the old generation was collected %d times in the judged %.0f s, at least %d needed to tell garbage from a leak; lengthen the run or give the JVM less heap",
            collected.size(),
            until - from,
            Trend.MIN_POINTS));
  }

  /** A sample is one of a new collection if it differs from the one before. */
  private List<Point> collections(List<ResourceSample> taken) {
    List<Point> fresh = new ArrayList<>();
    double before = Double.NaN;
    for (ResourceSample sample : taken) {
      boolean changed = !Double.isNaN(before) && sample.value() != before;
      before = sample.value();
      if (changed && sample.seconds() >= from && sample.seconds() <= until) {
        fresh.add(new Point(sample.seconds(), sample.value()));
      }
    }
    return fresh;
  }
}
