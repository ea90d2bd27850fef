package io.hybridperf.suite.run;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import io.hybridperf.measurement.record.RecordedInterval;
import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.CallTimes;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Threshold;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import io.hybridperf.suite.watch.Analysis;
import io.hybridperf.suite.watch.RunningLoad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Ends a run when a figure has been past its limit for so long without a break, looked at every
 * second once the system is warm. Settings: {@code stop-when."NAME" { metric, limit, for }}. The
 * run is INCOMPLETE then, and says why.
 */
final class StopWhen implements Analysis {
  private static final String SETTING = "stop-when";
  private static final double HUNDRED = 100;
  private static final long WITHIN = Long.MIN_VALUE;

  private static final Set<Unit> SHARES = Set.of(Unit.PERCENT, Unit.RATIO);
  private static final Set<Unit> TIMES =
      Set.of(Unit.NANOSECONDS, Unit.MICROSECONDS, Unit.MILLISECONDS, Unit.SECONDS);

  /** What can be looked at by the second. */
  private enum Figure {
    ERROR_RATE("error-rate", Unit.PERCENT, second -> HUNDRED * second.answers.errorRate()),
    SHED_RATE("shed-rate", Unit.PERCENT, second -> HUNDRED * second.answers.shedRate()),
    P50("response-time-p50", Unit.MILLISECONDS, second -> second.times.percentile(50) / 1e6),
    P99("response-time-p99", Unit.MILLISECONDS, second -> second.times.percentile(99) / 1e6);

    private final String key;
    private final Unit unit;

    @SuppressWarnings("ImmutableEnumChecker") // Lambdas without state.
    private final ToDoubleFunction<Second> value;

    Figure(String key, Unit unit, ToDoubleFunction<Second> value) {
      this.key = key;
      this.unit = unit;
      this.value = value;
    }
  }

  private record Second(Answers answers, CallTimes times) {}

  private record Rule(String name, Figure figure, Threshold limit, Duration hold) {}

  private final List<Rule> rules;
  private final Consumer<String> stop;
  private final long[] since;

  private StopWhen(List<Rule> rules, Consumer<String> stop) {
    this.rules = rules;
    this.stop = stop;
    since = new long[rules.size()];
    Arrays.fill(since, WITHIN);
  }

  /**
   * Reads the settings.
   *
   * @param stop ends the run, for a reason
   * @throws UserError if one has no sense
   */
  static StopWhen of(Settings settings, Consumer<String> stop) {
    return of(settings.config(), stop);
  }

  static StopWhen of(Config config, Consumer<String> stop) {
    List<Rule> rules = new ArrayList<>();
    if (config.hasPath(SETTING)) {
      for (String name : config.getObject(SETTING).keySet()) {
        rules.add(rule(name, ((ConfigObject) config.getObject(SETTING).get(name)).toConfig()));
      }
    }
    return new StopWhen(List.copyOf(rules), stop);
  }

  private static Rule rule(String name, Config config) {
    String path = "%s.\"%s\"".formatted(SETTING, name);
    for (String key : List.of("metric", "limit", "for")) {
      if (!config.hasPath(key)) {
        throw new UserError("%s.%s is missing".formatted(path, key));
      }
    }
    String metric = config.getString("metric");
    for (Figure figure : Figure.values()) {
      if (figure.key.equals(metric)) {
        return new Rule(
            name, figure, limit(path, config.getString("limit"), figure), hold(path, config));
      }
    }
    throw new UserError(
        "%s.metric = %s: valid are %s"
            .formatted(
                path,
                metric,
                String.join(
                    ", ", List.of(Figure.values()).stream().map(figure -> figure.key).toList())));
  }

  private static Threshold limit(String path, String text, Figure figure) {
    try {
      Threshold read = Threshold.parse(text);
      if (read.comparison().lowerIsBetter()) {
        throw new IllegalArgumentException("a run is stopped above a limit, as \"> 50 %\"");
      }
      if (!(figure.unit == Unit.PERCENT ? SHARES : TIMES).contains(read.unit())) {
        throw new IllegalArgumentException("not in " + figure.unit.symbol());
      }
      if (figure.unit == Unit.PERCENT && read.unit().convert(read.limit(), Unit.RATIO) >= 1) {
        throw new IllegalArgumentException("no share is above it: a run would never be stopped");
      }
      double limit = read.unit().convert(read.limit(), figure.unit);
      Threshold stop = new Threshold(read.comparison(), limit, figure.unit);
      if (stop.holds(0)) {
        throw new IllegalArgumentException("that is always so: a run would be stopped at once");
      }
      return stop;
    } catch (IllegalArgumentException e) {
      throw new UserError("%s.limit = %s: %s".formatted(path, text, e.getMessage()));
    }
  }

  private static Duration hold(String path, Config config) {
    Duration hold = config.getDuration("for");
    if (hold.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new UserError(
          "%s.for = %s: give 1s or more; figures are of whole seconds"
              .formatted(path, config.getString("for")));
    }
    return hold;
  }

  /** What happens while a system gets warm is no reason to stop. */
  @Override
  public void warm(RunningLoad load) {
    if (!rules.isEmpty()) {
      load.recorder().follow(interval -> look(interval, System.nanoTime()));
    }
  }

  void look(RecordedInterval interval, long nowNanoTime) {
    Answers answers = Answers.of(interval.sent(), interval.answered());
    if (answers.answered() == 0) {
      // Nothing to look at: what was so before may still be so.
      return;
    }
    Second second = new Second(answers, interval.times());
    for (int n = 0; n < since.length; n++) {
      Rule rule = rules.get(n);
      double value = rule.figure().value.applyAsDouble(second);
      if (!rule.limit().holds(value)) {
        since[n] = WITHIN;
      } else if (since[n] == WITHIN) {
        since[n] = nowNanoTime;
      } else if (nowNanoTime - since[n] >= rule.hold().toNanos()) {
        stop.accept(
            String.format(
                Locale.ROOT,
                "stopped by stop-when.\"%s\": %s was %s for %d s, now %s",
                rule.name(),
                rule.figure().key,
                rule.limit(),
                rule.hold().toSeconds(),
                Numbers.text(value, rule.figure().unit)));
      }
    }
  }

  @Override
  public Findings add(RunLog log, Findings soFar) {
    return soFar;
  }
}
