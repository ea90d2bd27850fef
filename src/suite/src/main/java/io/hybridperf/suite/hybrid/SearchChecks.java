package io.hybridperf.suite.hybrid;

import io.gatling.core.session.Session;
import io.gatling.javaapi.core.CheckBuilder;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.StageMicros;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.gatling.grpc.check.ActualValue;
import io.hybridperf.gatling.grpc.check.GrpcChecks;
import io.hybridperf.measurement.run.Series;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** The checks on answers of searches. */
final class SearchChecks {
  private SearchChecks() {}

  static CheckBuilder.Find<Integer> resultCount() {
    return GrpcChecks.message(
        "resultCount", Integer.class, ActualValue.SHOWN, SearchResponse::getHitsCount);
  }

  static CheckBuilder.Find<Strategy> strategy() {
    return GrpcChecks.message(
        "strategy", Strategy.class, ActualValue.SHOWN, SearchResponse::getStrategy);
  }

  static CheckBuilder.Find<List<Stage>> degraded() {
    return GrpcChecks.message(
        "degraded", List.class, ActualValue.SHOWN, SearchResponse::getDegradedList);
  }

  static CheckBuilder.Find<Boolean> cacheHit() {
    return GrpcChecks.message(
        "cacheHit", Boolean.class, ActualValue.SHOWN, SearchResponse::getCacheHit);
  }

  static CheckBuilder.Find<Long> stageMicros(Stage stage) {
    String name = "stageMicros(" + stage + ")";
    return switch (stage) {
      case STAGE_VECTOR -> micros(name, StageMicros::getVector);
      case STAGE_GRAPH -> micros(name, StageMicros::getGraph);
      case STAGE_POLICY -> micros(name, StageMicros::getPolicy);
      default ->
          throw new IllegalArgumentException(name + ": the stage must be vector, graph or policy");
    };
  }

  static CheckBuilder.Find<Long> totalMicros() {
    return micros("totalMicros", StageMicros::getTotal);
  }

  private static CheckBuilder.Find<Long> micros(String name, Function<StageMicros, Long> micros) {
    return GrpcChecks.<SearchResponse, Long>message(
        name, Long.class, ActualValue.HIDDEN, answer -> micros.apply(answer.getStageMicros()));
  }

  static CheckBuilder.Find<String> policyTenant() {
    return GrpcChecks.<SearchResponse, String>message(
        "policyTenant",
        String.class,
        ActualValue.HIDDEN,
        answer -> answer.hasPolicy() ? answer.getPolicy().getTenantId() : null);
  }

  static CheckBuilder.Find<List<Long>> contentIds() {
    return GrpcChecks.<SearchResponse, List<Long>>message(
        "contentIds",
        List.class,
        ActualValue.HIDDEN,
        answer -> answer.getHitsList().stream().map(Hit::getContentId).toList());
  }

  static CheckBuilder.Find<Double> recallAtK(int k, String attribute) {
    if (k < 1) {
      throw new IllegalArgumentException("recallAtK(" + k + "): k must be at least 1");
    }
    String series = Series.recallAt(k);
    return GrpcChecks.<SearchResponse, Double>find(
        "recallAtK(" + k + ")",
        Double.class,
        ActualValue.SHOWN,
        Set.of(series),
        (reply, session) -> {
          SearchResponse answer = reply.message();
          GroundTruth truth = truth(session, attribute);
          if (answer == null || truth == null) {
            return null;
          }
          double recall = truth.recall(k, firstHits(answer, k));
          reply.note(series, Math.round(recall * Series.PPM));
          return recall;
        });
  }

  private static @Nullable GroundTruth truth(Session session, String attribute) {
    Option<Object> found = session.attributes().get(attribute);
    if (found.isEmpty()) {
      return null;
    }
    if (found.get() instanceof GroundTruth truth) {
      return truth;
    }
    throw new IllegalArgumentException("session attribute " + attribute + " is not a GroundTruth");
  }

  private static long[] firstHits(SearchResponse answer, int k) {
    return answer.getHitsList().stream().limit(k).mapToLong(Hit::getContentId).toArray();
  }
}
