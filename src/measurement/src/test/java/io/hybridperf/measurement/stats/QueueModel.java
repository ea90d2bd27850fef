package io.hybridperf.measurement.stats;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.HdrHistogram.Histogram;

/**
 * A queue with one worker in simulated time, by Lindley's recursion: an answer waits for as long as
 * the one before it did, plus that one's service, minus the time between their arrivals, if that is
 * more than nothing.
 *
 * @param name what it is
 * @param load busy share of the worker; 0: every answer has a worker of its own
 * @param memory correlation of the worker's speed in neighbouring seconds, 0 to 1
 * @param deviation standard deviation of the logarithm of its speed
 */
record QueueModel(String name, double load, double memory, double deviation) {

  /** Takes answers. */
  interface Sink {
    void answer(int second, long micros);
  }

  private static final double ARRIVALS_PER_SECOND = 187.5;
  private static final double WARM_UP_SECONDS = 20;
  private static final int LONG_RUN_SECONDS = 60_000;

  /** Exponential service times. */
  static QueueModel mm1(double load) {
    return new QueueModel("M/M/1", load, 0, 0);
  }

  /** Exponential service times whose mean changes every second: AR(1) in its logarithm. */
  static QueueModel modulated(double load, double memory, double deviation) {
    return new QueueModel("AR(1)", load, memory, deviation);
  }

  /** Exponential times without any queue. */
  static QueueModel independent() {
    return new QueueModel("independent", 0, 0, 0);
  }

  /** Answers count in the second in which they are sent back, those after the end in the last. */
  void run(SplittableRandom random, int seconds, Sink sink) {
    double meanService =
        (load == 0 ? 0.5 : load) / ARRIVALS_PER_SECOND * Math.exp(-deviation * deviation / 2);
    double speed = deviation * random.nextGaussian();
    double now = 0;
    double wait = 0;
    double service = 0;
    int modulated = 0;
    while (true) {
      double gap = exponential(random) / ARRIVALS_PER_SECOND;
      now += gap;
      if (now >= WARM_UP_SECONDS + seconds) {
        return;
      }
      wait = load == 0 ? 0 : Math.max(0, wait + service - gap);
      for (; modulated < (int) now; modulated++) {
        speed = memory * speed + Math.sqrt(1 - memory * memory) * deviation * random.nextGaussian();
      }
      service = meanService * Math.exp(speed) * exponential(random);
      if (now >= WARM_UP_SECONDS) {
        double response = wait + service;
        int second = (int) Math.min(seconds - 1.0, now + response - WARM_UP_SECONDS);
        sink.answer(second, Math.round(1e6 * response));
      }
    }
  }

  private static double exponential(SplittableRandom random) {
    return -Math.log(1 - random.nextDouble());
  }

  /** The true percentile: known for exponential service times, else that of a very long run. */
  double truth(double percentile) {
    if (deviation == 0) {
      double free =
          load == 0 ? ARRIVALS_PER_SECOND / 0.5 : ARRIVALS_PER_SECOND / load - ARRIVALS_PER_SECOND;
      return -Math.log(1 - percentile / 100) / free * 1e6;
    }
    return LongRun.of(this).getValueAtPercentile(percentile);
  }

  /** Kept for the other percentiles. */
  private static final class LongRun {
    private static final Map<QueueModel, Histogram> DONE = new ConcurrentHashMap<>();

    static Histogram of(QueueModel model) {
      return DONE.computeIfAbsent(
          model,
          _ -> {
            Histogram all = new Histogram(3);
            model.run(
                new SplittableRandom(42), LONG_RUN_SECONDS, (_, micros) -> all.recordValue(micros));
            return all;
          });
    }
  }
}
