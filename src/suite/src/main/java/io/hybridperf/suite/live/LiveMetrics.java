package io.hybridperf.suite.live;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.record.RecordedInterval;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.suite.watch.RunningLoad;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the injector did and saw, in metrics named {@code hybrid_perf_*}. They are brought up to
 * date once a second, when the recorder has written what it recorded: nothing is added to the cost
 * of a request.
 */
final class LiveMetrics {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final RunningLoad load;
  private final TimeHistograms responseTimes =
      new TimeHistograms(
          "hybrid_perf_response_time_seconds",
          "From the planned arrival of a request to its end",
          Series.RESPONSE_TIME);
  private final List<TimeHistograms> times =
      List.of(
          responseTimes,
          new TimeHistograms(
              "hybrid_perf_service_time_seconds",
              "From the actual send of a request to its end",
              Series.SERVICE_TIME),
          new TimeHistograms(
              "hybrid_perf_dispatch_lag_seconds",
              "From the planned arrival of a request to its actual send",
              Series.DISPATCH_LAG));
  private final Counter sent =
      Counter.builder()
          .name("hybrid_perf_sent_total")
          .help("Requests sent, by phase and type of request")
          .labelNames("phase", "type")
          .register(registry);
  private final Counter answered =
      Counter.builder()
          .name("hybrid_perf_answered_total")
          .help("Requests that ended, by phase, type of request and status")
          .labelNames("phase", "type", "status")
          .register(registry);
  private final Gauge inFlight =
      Gauge.builder()
          .name("hybrid_perf_in_flight_requests")
          .help("Requests sent that have not ended")
          .register(registry);
  private final Counter recallSamples =
      Counter.builder()
          .name("hybrid_perf_recall_samples_total")
          .help("Answers whose hits were compared with the exact ones")
          .register(registry);
  private final Counter recallSum =
      Counter.builder()
          .name("hybrid_perf_recall_sum_total")
          .help("Sum of the recall, 0 to 1, of the answers that were compared")
          .register(registry);
  private final String recall;

  /**
   * @param load the run
   * @param k of recall@k
   */
  LiveMetrics(RunningLoad load, int k) {
    this.load = load;
    recall = Series.recallAt(k);
    times.forEach(registry::register);
    Info.builder()
        .name("hybrid_perf_run_info")
        .help("Which run this is")
        .labelNames("simulation", "environment", "scale", "gate", "run")
        .register(registry)
        .setLabelValues(
            load.info().simulation(),
            load.info().environment(),
            Double.toString(load.info().scale()),
            load.info().gate(),
            String.valueOf(load.folder().path().getFileName()));
    CounterWithCallback.builder()
        .name("hybrid_perf_planned_total")
        .help("Requests that were due by now")
        .callback(callback -> callback.call(planned()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("hybrid_perf_phase_active")
        .help("1 for the phase that the plan is in, 0 for the others")
        .labelNames("phase")
        .callback(callback -> {
          String now = phase();
          load.clock()
              .plan()
              .profile()
              .phases()
              .forEach(phase -> callback.call(phase.name().equals(now) ? 1 : 0, phase.name()));
        })
        .register(registry);
    registry.register(new MachineMetrics());
    GaugeWithCallback.builder()
        .name("hybrid_perf_machine_cpus")
        .help("Processors of the injector's machine")
        .callback(callback -> callback.call(Runtime.getRuntime().availableProcessors()))
        .register(registry);
  }

  PrometheusRegistry registry() {
    return registry;
  }

  /** Takes what was recorded in one interval. */
  void add(RecordedInterval interval) {
    interval
        .sent()
        .forEach((tag, n) -> {
          sent.labelValues(tag.phase(), tag.label()).inc(n);
          inFlight.inc(n);
        });
    interval
        .answered()
        .forEach((tag, n) -> {
          answered.labelValues(tag.phase(), tag.label(), tag.status()).inc(n);
          inFlight.dec(n);
        });
    times.forEach(each -> each.add(interval));
    // Those of the last second, whose times are in by now.
    load.recorder()
        .slowest()
        .takeRecent()
        .forEach(call -> responseTimes.exemplar(call, System.currentTimeMillis()));
    interval.forEach(
        recall,
        (_, shares) -> {
          recallSamples.inc(shares.getTotalCount());
          recallSum.inc(shares.getMean() * shares.getTotalCount() / Series.PPM);
        });
  }

  /** {@return the phase that the plan is in; empty before the first request} */
  String phase() {
    OptionalLong zero = load.clock().zeroNanoTime();
    ArrivalPlan plan = load.clock().plan();
    return zero.isEmpty()
        ? ""
        : plan.profile().phases().get(plan.phaseAt(System.nanoTime() - zero.getAsLong())).name();
  }

  private double planned() {
    OptionalLong zero = load.clock().zeroNanoTime();
    return zero.isEmpty() ? 0 : dueBy(load.clock().plan(), System.nanoTime() - zero.getAsLong());
  }

  /** {@return how many arrivals a plan has up to a moment, by bisection} */
  static long dueBy(ArrivalPlan plan, long sinceStartNanos) {
    long low = 0;
    long high = plan.count();
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (plan.plannedNanos(middle) <= sinceStartNanos) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
