package io.hybridperf.coordinator;

import static io.hybridperf.coordinator.Fixture.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.coordinator.metrics.CoordinatorMetrics;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBucket;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricsTest {
  /** What counts or takes time says so; a gauge is in a base unit, or of things that are named. */
  private static final Pattern NAMED =
      Pattern.compile(
          "# TYPE hybrid_(\\w+_total counter|\\w+_seconds histogram|\\w+_(seconds|bytes) gauge"
              + "|(requests_in_flight|requests_limit|cache_entries|outbox_entries|store_up) gauge)");

  @Test
  void durationsAreClassicAndNativeHistogramsInSeconds() {
    CoordinatorMetrics metrics = new CoordinatorMetrics();
    metrics.answered(
        CoordinatorMetrics.Call.SEARCH, Strategy.STRATEGY_CACHED, Status.Code.OK, 1_500_000);
    metrics.stage(Stage.STAGE_VECTOR, 2_000_000);

    assertThat(metrics.registry().scrape().stream())
        .filteredOn(snapshot -> snapshot.getMetadata().getName().startsWith("hybrid_"))
        .filteredOn(HistogramSnapshot.class::isInstance)
        .hasSize(2)
        .allSatisfy(snapshot -> {
          assertThat(snapshot.getMetadata().getName()).endsWith("_seconds");
          assertThat(((HistogramSnapshot) snapshot).getDataPoints())
              .allMatch(HistogramSnapshot.HistogramDataPointSnapshot::hasClassicHistogramData)
              .allMatch(HistogramSnapshot.HistogramDataPointSnapshot::hasNativeHistogramData)
              .anyMatch(point -> point.getSum() > 0.001 && point.getSum() < 0.003);
        });
  }

  @Test
  void everyLimitOfTheTargetsIsABucketBoundary() {
    CoordinatorMetrics metrics = new CoordinatorMetrics();

    assertThat(metrics.registry().scrape().stream())
        .filteredOn(HistogramSnapshot.class::isInstance)
        .filteredOn(snapshot -> snapshot.getMetadata().getName().startsWith("hybrid_"))
        .flatMap(snapshot -> ((HistogramSnapshot) snapshot).getDataPoints())
        .isNotEmpty()
        .allSatisfy(point ->
            assertThat(point.getClassicBuckets().stream())
                .extracting(ClassicHistogramBucket::getUpperBound)
                .contains(0.002, 0.005, 0.0087, 0.01, 0.015));
  }

  @Test
  void whatHappensForTheFirstTimeWasAtZeroBefore() {
    CoordinatorMetrics metrics = new CoordinatorMetrics();
    Set<String> before = series(metrics);
    for (Strategy strategy : Strategy.values()) {
      if (strategy != Strategy.UNRECOGNIZED) {
        metrics.answered(CoordinatorMetrics.Call.SEARCH, strategy, Status.Code.OK, 1);
        metrics.answered(CoordinatorMetrics.Call.SEARCH, strategy, Status.Code.UNAVAILABLE, 1);
      }
    }
    metrics.answered(
        CoordinatorMetrics.Call.INGEST,
        Strategy.STRATEGY_UNSPECIFIED,
        Status.Code.DEADLINE_EXCEEDED,
        1);
    metrics.degraded(Stage.STAGE_GRAPH);
    metrics.shed(CoordinatorMetrics.Call.FEEDBACK);

    assertThat(series(metrics)).isEqualTo(before).hasSizeGreaterThan(50);
  }

  private static Set<String> series(CoordinatorMetrics metrics) {
    Set<String> found = new TreeSet<>();
    metrics.registry().scrape().stream()
        .filter(each -> each.getMetadata().getName().startsWith("hybrid_"))
        .forEach(each ->
            each.getDataPoints()
                .forEach(point -> found.add(each.getMetadata().getName() + point.getLabels())));
    return found;
  }

  @Test
  void everyMetricHasHelpAndItsUnitInItsName() throws Exception {
    try (Fixture fixture = Fixture.start()) {
      List<String> lines = fixture.metrics().lines().toList();
      List<String> types =
          lines.stream().filter(line -> line.startsWith("# TYPE hybrid_")).toList();

      assertThat(types).hasSizeGreaterThan(14).allSatisfy(type -> assertThat(type).matches(NAMED));
      assertThat(types)
          .map(type -> type.split(" ", -1)[2])
          .allSatisfy(name ->
              assertThat(lines).anyMatch(line -> line.matches("# HELP " + name + " \\S+ .*")));
    }
  }

  @Test
  void everythingThatIsPromisedIsThere() throws Exception {
    try (Fixture fixture = Fixture.start()) {
      fixture.client().search(query().build());
      Set<String> names = new TreeSet<>();
      fixture
          .metrics()
          .lines()
          .filter(line -> line.startsWith("# TYPE hybrid_"))
          .forEach(line -> names.add(line.split(" ", -1)[2]));

      assertThat(names)
          .contains(
              "hybrid_requests_total",
              "hybrid_request_duration_seconds",
              "hybrid_stage_duration_seconds",
              "hybrid_cache_requests_total",
              "hybrid_cache_entries",
              "hybrid_cache_size_bytes",
              "hybrid_requests_in_flight",
              "hybrid_requests_limit",
              "hybrid_shed_total",
              "hybrid_graph_queries_total",
              "hybrid_graph_query_callers_total",
              "hybrid_outbox_entries",
              "hybrid_outbox_oldest_age_seconds",
              "hybrid_store_up");
    }
  }
}
