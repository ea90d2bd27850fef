package io.hybridperf.suite.hybrid;

import io.hybridperf.api.v1.CacheUse;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StageMicros;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.gatling.grpc.AnswerValues;
import io.hybridperf.measurement.run.Series;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What is recorded of a search's answer: stage times in nanoseconds, and shares in parts per
 * million, so that the mean of a series of answers with and without is the rate.
 */
enum SearchValues implements AnswerValues<SearchResponse> {
  INSTANCE;

  @Override
  public void find(SearchResponse answer, Numbers numbers) {
    if (answer.hasStageMicros()) {
      stages(answer.getStageMicros(), answer.getStrategy(), numbers);
    }
    caches(answer, numbers);
    numbers.put(Series.DEGRADED, answer.getDegradedCount() > 0 ? Series.PPM : 0);
  }

  @Override
  public Set<String> series() {
    return Set.of(
        Series.STAGE_VECTOR,
        Series.STAGE_GRAPH,
        Series.STAGE_POLICY,
        Series.STAGE_AGGREGATION,
        Series.COORDINATION,
        Series.CACHE_RESULT,
        Series.CACHE_POLICY,
        Series.CACHE_GRAPH,
        Series.DEGRADED);
  }

  private static void stages(StageMicros micros, Strategy strategy, Numbers numbers) {
    stage(Series.STAGE_VECTOR, micros.getVector(), numbers);
    stage(Series.STAGE_GRAPH, micros.getGraph(), numbers);
    stage(Series.STAGE_POLICY, micros.getPolicy(), numbers);
    stage(Series.STAGE_AGGREGATION, micros.getAggregation(), numbers);
    numbers.put(
        Series.COORDINATION, TimeUnit.MICROSECONDS.toNanos(coordinationMicros(micros, strategy)));
  }

  /**
   * What the coordinator took beside waiting for stores. Stages that ran at once were waited for
   * once.
   */
  static long coordinationMicros(StageMicros micros, Strategy strategy) {
    long enrichment =
        strategy == Strategy.STRATEGY_HYBRID_PARALLEL
            ? Math.max(micros.getGraph(), micros.getPolicy())
            : micros.getGraph() + micros.getPolicy();
    return Math.max(0, micros.getTotal() - micros.getVector() - enrichment);
  }

  private static void stage(String series, long micros, Numbers numbers) {
    // 0: the stage did not run.
    if (micros > 0) {
      numbers.put(series, TimeUnit.MICROSECONDS.toNanos(micros));
    }
  }

  private static void caches(SearchResponse answer, Numbers numbers) {
    numbers.put(Series.CACHE_RESULT, answer.getCacheHit() ? Series.PPM : 0);
    CacheUse use = answer.getCacheUse();
    if (answer.hasPolicy() || use.getPolicyHit()) {
      numbers.put(Series.CACHE_POLICY, use.getPolicyHit() ? Series.PPM : 0);
    }
    long looked = (long) use.getGraphHits() + use.getGraphMisses();
    if (looked > 0) {
      numbers.put(Series.CACHE_GRAPH, use.getGraphHits() * Series.PPM / looked);
    }
  }
}
