package io.hybridperf.suite.monitor;

import com.typesafe.config.Config;
import io.hybridperf.measurement.record.ScrapedSeries;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.verdict.ExternalMetrics.Measured;
import io.hybridperf.measurement.verdict.ExternalMetrics.NotMeasured;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.monitor.PrometheusApi.Point;
import io.hybridperf.suite.monitor.PrometheusApi.Series;
import io.hybridperf.suite.resource.GpuWatch;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a Prometheus scraped of a run becomes part of its results: {@code scraped.jsonl}, and values
 * of metrics. Settings: {@code monitor.series."NAME" { expression, unit, metric }}. In an
 * expression {@code $window} is the time to look back: between two values of the series some
 * scrapes, and of a metric all of the judged phases.
 */
public final class Scraped {
  private static final String SERIES = "monitor.series";
  private static final String WINDOW = "$window";

  /** Of one expression; more are no chart. */
  private static final int MOST_OF_ONE = 20;

  /** Four scrapes of most jobs. */
  private static final int SHORTEST_WINDOW_SECONDS = 20;

  /** The metric {@code cache-hit-rate}. */
  public static final Metric.External CACHE_HITS =
      Metric.External.higherIsBetter(
          "cache-hit-rate",
          Unit.PERCENT,
          "look-ups in the target's caches that hit, in the judged phases, as Prometheus scraped them");

  /** The metric {@code pool-utilisation}. */
  public static final Metric.External POOLS =
      Metric.External.lowerIsBetter(
          "pool-utilisation",
          Unit.PERCENT,
          "mean utilisation of the target's fullest pool in the judged phases, as Prometheus scraped it");

  /** All that it may give a value to. */
  public static final List<Metric.External> MEASURED =
      List.of(CACHE_HITS, POOLS, GpuWatch.MEASURED);

  /**
   * What is asked for.
   *
   * @param metric that it gives a value to; empty: none
   */
  private record Wanted(String name, String expression, String unit, String metric) {
    String over(long windowSeconds) {
      return expression.replace(WINDOW, windowSeconds + "s");
    }
  }

  /**
   * When a run was.
   *
   * @param zero its plan's start, in seconds since the epoch
   * @param end its end, since the plan's start
   * @param from where its first judged phase begins, since the plan's start
   * @param to where its last judged phase ends, or the run did
   */
  private record Times(double zero, double end, double from, double to) {
    static Times of(RunLog log) {
      double planZero = log.planZeroSeconds().orElse(0);
      double end = log.untilSeconds() - planZero;
      List<PlannedPhase> judged =
          log.info().phases().stream().filter(PlannedPhase::judged).toList();
      double from = judged.isEmpty() ? end : judged.getFirst().startSeconds();
      double to =
          judged.isEmpty() ? end : judged.getLast().startSeconds() + judged.getLast().seconds();
      return new Times(log.baseEpochSeconds() + planZero, end, from, Math.min(to, end));
    }

    double step() {
      return Math.max(1, Math.ceil(end / (ScrapedSeries.MOST_VALUES - 1)));
    }

    long window() {
      return Math.max(SHORTEST_WINDOW_SECONDS, Math.round(2 * step()));
    }
  }

  private final List<Wanted> wanted = new ArrayList<>();

  Scraped(Config config) {
    if (config.hasPath(SERIES)) {
      Config all = config.getConfig(SERIES);
      for (String name : all.root().keySet().stream().sorted().toList()) {
        Config one = all.getConfig("\"" + name + "\"");
        wanted.add(
            new Wanted(
                name,
                one.getString("expression"),
                one.hasPath("unit") ? one.getString("unit") : "",
                one.hasPath("metric") ? one.getString("metric") : ""));
      }
    }
  }

  /**
   * Says why nothing was scraped.
   *
   * @param reason one line
   * @param soFar what was found before; values that it has stay
   */
  public static Findings without(String reason, Findings soFar) {
    Findings all = soFar;
    for (Metric.External metric : List.of(CACHE_HITS, POOLS)) {
      all = notMeasured(metric.name(), reason, all);
    }
    return all;
  }

  /**
   * {@return a line for each gate that will not be measured since no Prometheus watches}
   *
   * @param slos the objectives
   */
  public static Stream<String> doubts(List<Slo> slos) {
    return slos.stream()
        .filter(
            slo -> slo.gated() && (slo.metric().equals(CACHE_HITS) || slo.metric().equals(POOLS)))
        .map(slo ->
            "planned: \"%s\" will be NOT MEASURED, and so no verdict PASS: no Prometheus watches; set -Dmonitor=on or monitor.url, or slos.\"%s\".gated = false and a reason"
                .formatted(slo.name(), slo.name()));
  }

  /**
   * Asks for all series, and writes them into the run's folder.
   *
   * @param prometheus that watched the run
   * @param folder the run's
   * @param log what was recorded
   * @param soFar what was found before; values that it has stay
   */
  Findings add(URI prometheus, RunFolder folder, RunLog log, Findings soFar) {
    Findings all = soFar;
    List<ScrapedSeries> kept = new ArrayList<>();
    List<String> nothing = new ArrayList<>();
    Times times = Times.of(log);
    try (PrometheusApi api = new PrometheusApi(prometheus)) {
      for (Wanted each : wanted) {
        List<ScrapedSeries> found = List.of();
        try {
          found = series(api, each, times);
          all = each.metric().isEmpty() ? all : metric(api, each, times, found, all);
        } catch (PrometheusApi.Refused e) {
          String reason = String.valueOf(e.getMessage());
          all = all.line("monitor: NOT MEASURED, \"%s\": %s".formatted(each.name(), reason));
          all = notMeasured(each.metric(), reason, all);
          continue;
        }
        if (found.isEmpty()) {
          nothing.add("\"" + each.name() + "\"");
        }
        kept.addAll(found);
      }
    } catch (IOException e) {
      String reason = "the Prometheus at %s does not answer".formatted(prometheus);
      return without(reason, all.line("monitor: NOT MEASURED, " + reason));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return without("interrupted", all);
    }
    ScrapedSeries.write(folder, kept);
    return all.line(
        "monitor: %s scraped series kept%s"
            .formatted(
                Math.min(kept.size(), ScrapedSeries.MOST_SERIES),
                nothing.isEmpty() ? "" : "; nothing was scraped of " + String.join(", ", nothing)));
  }

  private static List<ScrapedSeries> series(PrometheusApi api, Wanted wanted, Times times)
      throws IOException, InterruptedException {
    List<ScrapedSeries> kept = new ArrayList<>();
    for (Series found :
        api.range(
            wanted.over(times.window()),
            times.zero(),
            times.zero() + Math.max(0, times.end()),
            times.step())) {
      List<Point> points =
          found.points().stream()
              .filter(point -> Double.isFinite(point.value()))
              .limit(ScrapedSeries.MOST_VALUES)
              .toList();
      if (!points.isEmpty() && kept.size() < MOST_OF_ONE) {
        kept.add(
            new ScrapedSeries(
                wanted.name(),
                wanted.unit(),
                wanted.expression(),
                found.labels(),
                points.stream()
                    .map(point -> Math.round((point.seconds() - times.zero()) * 1e3) / 1e3)
                    .toList(),
                points.stream().map(Point::value).toList()));
      }
    }
    return kept;
  }

  /** The mean over all series of an expression over the judged phases. */
  private static Findings metric(
      PrometheusApi api, Wanted wanted, Times times, List<ScrapedSeries> found, Findings soFar)
      throws IOException, InterruptedException {
    double seconds = times.to() - times.from();
    if (seconds < times.step()) {
      return notMeasured(wanted.metric(), "no phase is judged", soFar);
    }
    long read = 0;
    Set<Double> moments = new HashSet<>();
    for (ScrapedSeries series : found) {
      for (double at : series.seconds()) {
        if (at >= times.from() && at <= times.to()) {
          read++;
          moments.add(at);
        }
      }
    }
    // A mean over the moments at which something was scraped is not the run's.
    if (moments.size() < seconds / times.step() / 2) {
      return notMeasured(
          wanted.metric(),
          found.isEmpty()
              ? "Prometheus scraped nothing of %s".formatted(wanted.expression())
              : "Prometheus has %s of about %s values of %s"
                  .formatted(
                      moments.size(), Math.round(seconds / times.step()), wanted.expression()),
          soFar);
    }
    OptionalDouble mean =
        api.at(wanted.over(Math.round(seconds)), times.zero() + times.to()).stream()
            .flatMap(series -> series.points().stream())
            .mapToDouble(Point::value)
            .filter(Double::isFinite)
            .average();
    return mean.isEmpty()
        ? notMeasured(wanted.metric(), "Prometheus has no number for " + wanted.expression(), soFar)
        : isMeasured(wanted.metric(), soFar)
            ? soFar
            : soFar.measured(wanted.metric(), mean.getAsDouble(), read);
  }

  private static boolean isMeasured(String metric, Findings findings) {
    return findings.metrics().get(metric).filter(Measured.class::isInstance).isPresent();
  }

  private static Findings notMeasured(String metric, String reason, Findings soFar) {
    if (metric.isEmpty() || isMeasured(metric, soFar)) {
      return soFar;
    }
    // Who else could have measured it has said why not.
    String all =
        soFar.metrics().get(metric).filter(NotMeasured.class::isInstance).stream()
            .map(earlier -> ((NotMeasured) earlier).reason() + "; " + reason)
            .findFirst()
            .orElse(reason);
    return soFar.notMeasured(metric, all);
  }
}
