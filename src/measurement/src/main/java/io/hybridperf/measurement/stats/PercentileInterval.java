package io.hybridperf.measurement.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * The confidence interval of a percentile of answers that resemble their neighbours: a queue makes
 * slow answers come in bursts, so that thousands of them may be a handful of independent ones.
 *
 * <p>The share of the answers beyond a value is a ratio over the seconds, whose margin {@link
 * RatioInterval} knows. The lower end is the value that the upper end of the percentile's own share
 * lies beyond (Woodruff, "Confidence Intervals for Medians and Other Position Measures",
 * <i>JASA</i> 47 (1952) 635). The upper end is the least value that is shown to be above the
 * percentile: a test of each value by the seconds' answers beyond that one, since these may vary
 * unlike those beyond the percentile (Francisco and Fuller, "Quantile Estimation with a Complex
 * Survey Design", <i>Annals of Statistics</i> 19 (1991) 454).
 *
 * <p>A lucky run has met too few bursts, and so knows neither of them nor of how they vary. The
 * test therefore allows for one more second like the worst that was met, and takes the variance
 * beyond a value for as large as it would be if the value were the percentile: bursts that come by
 * chance vary as their number does. The fewer bursts there are at the percentile itself, the less
 * is known of that, and the more is allowed: of fewer than ten, the percentile has no upper end
 * most times.
 *
 * <pre>{@code
 * PercentileInterval p99 = PercentileInterval.of(all, 99);
 * List<PercentileInterval.Tail> seconds = bySecond.stream().map(p99::tail).toList();
 * Optional<ConfidenceInterval> interval = p99.interval(List.of(seconds), 0.95);
 * }</pre>
 *
 * <p>Of 400 simulated runs of 120 s with 187.5 answers a second, this many of a hundred intervals
 * of p50 / p95 / p99 held the true percentile; of those of p99, so many had no upper end; and of
 * 1000 such runs so many of a hundred showed a p99 below a limit that it truly is 5 % over ({@code
 * IntervalCoverageTest}). Order statistics, which take answers for independent, hold the p99 of the
 * M/M/1 queue in 74, 49, 24 and 17 of a hundred. For answers that are independent the interval is
 * at most 1.3 times as wide as theirs.
 *
 * <table>
 * <caption>Coverage of 95 % intervals; without an upper end; limits wrongly shown to be kept</caption>
 * <tr><th>load of the worker</th><th>0.3</th><th>0.5</th><th>0.7</th><th>0.8</th></tr>
 * <tr><td>M/M/1 queue</td>
 * <td>97/97/98; 0; 0</td><td>96/97/97; 2; 0</td><td>97/98/95; 58; 1.3</td><td>97/97/97; 93; 1.2</td></tr>
 * <tr><td>speed AR(1) by the second: 0.8, deviation 5 %</td>
 * <td>95/94/95; 1; 0</td><td>95/95/96; 9; 0.3</td><td>95/94/96; 78; 1.6</td><td>96/93/98; 98; 1.5</td></tr>
 * <tr><td>speed AR(1) by the second: 0.5, deviation 10 %</td>
 * <td>95/95/97; 1; 0</td><td>96/96/97; 26; 0.2</td><td>97/95/97; 92; 2.2</td><td>98/96/98; 100; 0.7</td></tr>
 * </table>
 *
 * <p>A limit 25 % above the p99 of the M/M/1 queue is shown by 100, 96 and 61 of a hundred runs of
 * 600 s at load 0.5, 0.7 and 0.8.
 *
 * <p>What lasts longer than the run no method sees.
 */
public final class PercentileInterval {

  /** What a second, or a part of it, holds beyond the percentile. */
  public static final class Tail {

    /** A second in which nothing was answered. */
    public static final Tail EMPTY = new Tail(Second.EMPTY, new long[0], new long[0]);

    private final Second count;
    private final long[] slow;
    private final long[] upTo;

    /** Values beyond the percentile in ascending order, and how many there are up to each. */
    private Tail(Second count, long[] slow, long[] upTo) {
      this.count = count;
      this.slow = slow;
      this.upTo = upTo;
    }

    private Second countBeyond(long limit) {
      int found = Arrays.binarySearch(slow, limit);
      int last = found >= 0 ? found : -found - 2;
      long beyond = slow.length == 0 ? 0 : upTo[slow.length - 1] - (last < 0 ? 0 : upTo[last]);
      return new Second(beyond, count.weight());
    }
  }

  /** The power of the number of bursts that their variance follows, where there are many. */
  private static final double OF_VARIANCE = 0.85;

  /** Of so few bursts nobody knows how they vary. */
  private static final double FEW_BURSTS = 11;

  /** Nobody runs that much longer. */
  private static final double MOST_TIMES = 1 << 20;

  private final AbstractHistogram all;
  private final double beyond;
  private final long value;
  private final double ofTies;

  private PercentileInterval(AbstractHistogram all, double percentile) {
    this.all = all;
    beyond = 1 - percentile / 100;
    value = all.getValueAtPercentile(percentile);
    double rest = beyond * all.getTotalCount() - countBeyond(all, value);
    ofTies = rest / all.getCountAtValue(value);
  }

  /**
   * Prepares the interval.
   *
   * @param all all answers, at least one
   * @param percentile more than 0 and less than 100
   * @return what looks at seconds
   */
  public static PercentileInterval of(AbstractHistogram all, double percentile) {
    if (all.getTotalCount() == 0) {
      throw new IllegalArgumentException("no answer has no percentile");
    }
    return new PercentileInterval(all, percentile);
  }

  /**
   * Counts a second's answers beyond the percentile. Of those that equal it, the same share counts
   * in every second.
   *
   * @param second some of all answers, those of a second or of a part of it
   * @return how many are beyond the percentile, of how many
   */
  public Second beyond(AbstractHistogram second) {
    return new Second(
        countBeyond(second, value) + ofTies * second.getCountAtValue(value),
        second.getTotalCount());
  }

  /**
   * Looks at a second's answers beyond the percentile.
   *
   * @param second some of all answers, those of a second or of a part of it
   * @return how many these are, and their values
   */
  public Tail tail(AbstractHistogram second) {
    LongStream.Builder slow = LongStream.builder();
    LongStream.Builder upTo = LongStream.builder();
    long count = 0;
    long last = second.getTotalCount() == 0 ? value : second.getMaxValue();
    // A bucket at a time, and none of those up to the percentile, which are most.
    for (long each = second.nextNonEquivalentValue(value);
        each <= last;
        each = second.nextNonEquivalentValue(each)) {
      long here = second.getCountAtValue(each);
      if (here > 0) {
        count += here;
        slow.add(second.highestEquivalentValue(each));
        upTo.add(count);
      }
    }
    return new Tail(beyond(second), slow.build().toArray(), upTo.build().toArray());
  }

  private static long countBeyond(AbstractHistogram some, long limit) {
    return some.getTotalCount() - some.getCountBetweenValues(0, limit);
  }

  /**
   * The interval.
   *
   * @param stretches what {@link #tail} made of consecutive seconds, without gaps within a stretch
   * @param level the confidence, in (0, 1)
   * @return in the unit of the histogram; empty if there are fewer than {@value
   *     RatioInterval#FEWEST_SECONDS} seconds
   */
  public Optional<ConfidenceInterval> interval(List<List<Tail>> stretches, double level) {
    return variance(stretches, tail -> tail.count)
        .map(variance ->
            new ConfidenceInterval(
                low(RatioInterval.upperEnd(beyond, margin(variance, level))),
                high(stretches, bursts(variance), level)));
  }

  private static Optional<LongRunVariance> variance(
      List<List<Tail>> stretches, Function<Tail, Second> count) {
    List<List<Second>> counts =
        stretches.stream().map(each -> each.stream().map(count).toList()).toList();
    return RatioInterval.variance(counts, RatioInterval.total(counts));
  }

  /** Of a share of all answers, half the width of its interval. */
  private double margin(LongRunVariance variance, double level) {
    return variance.margin(level) / all.getTotalCount();
  }

  /** How many bursts, of which each is all that is beyond the percentile or nothing, vary so. */
  private double bursts(LongRunVariance variance) {
    double answers = beyond * all.getTotalCount();
    return variance.ofSum() > 0 ? answers * answers / variance.ofSum() : Double.POSITIVE_INFINITY;
  }

  /**
   * How many times as long a run of the same answers would show that the percentile is below a
   * limit.
   *
   * @param stretches what {@link #tail} made of consecutive seconds
   * @param limit above the percentile, in the unit of the histogram
   * @param level the confidence, in (0, 1)
   * @return 1 or more; infinite if no answer lies between the percentile and the limit
   */
  public double timesAsLong(List<List<Tail>> stretches, double limit, double level) {
    Optional<LongRunVariance> variance = variance(stretches, tail -> tail.count);
    if (variance.isEmpty()) {
      return Double.POSITIVE_INFINITY;
    }
    Claim below = below((long) limit, stretches, bursts(variance.get()), level);
    double enough = 1;
    while (!below.isShown(enough)) {
      enough *= 2;
      if (enough > MOST_TIMES) {
        return Double.POSITIVE_INFINITY;
      }
    }
    double least = enough / 2;
    while (enough > 1 && enough - least > 0.01 * enough) {
      double middle = (least + enough) / 2;
      if (below.isShown(middle)) {
        enough = middle;
      } else {
        least = middle;
      }
    }
    return enough;
  }

  private double share(long limit) {
    return (double) countBeyond(all, limit) / all.getTotalCount();
  }

  /**
   * That the percentile is below a limit. Shares are of all answers.
   *
   * @param room by how much the share beyond the limit is less than the percentile's own
   * @param margin of the share beyond the limit, half the width of its interval
   * @param inflation from how many times more bursts it would come, were the limit the percentile
   * @param once what one more bad second would add to that share
   * @param bursts how many there were at the percentile
   */
  private record Claim(double room, double margin, double inflation, double once, double bursts) {

    /** Whether a run so many times as long would show it. */
    boolean isShown(double times) {
      double unknown = FEW_BURSTS / (times * bursts);
      double power = OF_VARIANCE + unknown * unknown * unknown;
      return margin * Math.pow(inflation, power / 2) / Math.sqrt(times) + once / times <= room;
    }
  }

  private Claim below(long limit, List<List<Tail>> stretches, double bursts, double level) {
    // Nothing beyond it tells nothing of how it varies: the largest answers do.
    long seen = Math.min(limit, all.lowestEquivalentValue(all.getMaxValue()) - 1);
    Function<Tail, Second> counted =
        seen < value ? tail -> tail.count : tail -> tail.countBeyond(seen);
    double margin =
        variance(stretches, counted)
            .map(variance -> margin(variance, level))
            .orElse(Double.POSITIVE_INFINITY);
    double worst =
        stretches.stream()
            .flatMap(List::stream)
            .map(counted)
            .mapToDouble(second -> second.sum() - beyond * second.weight())
            .reduce(0, Math::max);
    return new Claim(
        beyond - share(limit),
        margin,
        Math.max(1, beyond / share(seen)),
        worst / all.getTotalCount(),
        bursts);
  }

  private double low(double shareBeyond) {
    long rank = (long) Math.floor((1 - shareBeyond) * all.getTotalCount());
    return rank < 1 ? 0 : all.lowestEquivalentValue(atRank(rank));
  }

  /** The least value that is shown to be above the percentile. */
  private double high(List<List<Tail>> stretches, double bursts, double level) {
    long[] slow =
        stretches.stream()
            .flatMap(List::stream)
            .flatMapToLong(tail -> LongStream.of(tail.slow))
            .sorted()
            .distinct()
            .toArray();
    long[] values = slow.length == 0 ? new long[] {value} : slow;
    int first = 0;
    for (int end = values.length; first < end; ) {
      int middle = (first + end) / 2;
      if (below(values[middle], stretches, bursts, level).isShown(1)) {
        end = middle;
      } else {
        first = middle + 1;
      }
    }
    return first < values.length
        ? all.highestEquivalentValue(values[first])
        : Double.POSITIVE_INFINITY;
  }

  /** The answer of that rank, counted from 1, in ascending order. */
  private long atRank(long rank) {
    long seen = 0;
    for (HistogramIterationValue each : all.recordedValues()) {
      seen += each.getCountAddedInThisIterationStep();
      if (seen >= rank) {
        return each.getValueIteratedTo();
      }
    }
    return all.getMaxValue();
  }
}
