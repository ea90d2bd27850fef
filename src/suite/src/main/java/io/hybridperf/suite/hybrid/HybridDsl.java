package io.hybridperf.suite.hybrid;

import io.gatling.javaapi.core.CheckBuilder;
import io.gatling.javaapi.core.Session;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.gatling.grpc.Grpc;
import io.hybridperf.gatling.grpc.GrpcDsl;
import io.hybridperf.gatling.grpc.GrpcProtocolBuilder;
import io.hybridperf.measurement.slo.SloBuilder;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The entry of the DSL: {@code import static io.hybridperf.suite.hybrid.HybridDsl.*;}.
 *
 * <pre>{@code
 * scenario("search")
 *     .feed(queries)
 *     .exec(hybrid("#{type}").search().request("#{request}").check(resultCount().is(10)));
 * setUp(load).protocols(hybrid.target("127.0.0.1:50051").deadline(Duration.ofSeconds(1)));
 * }</pre>
 */
public final class HybridDsl {
  /** The protocol, to be given at least a target. */
  public static final GrpcProtocolBuilder hybrid = GrpcProtocolBuilder.DEFAULT;

  private HybridDsl() {}

  /**
   * Begins a request to the coordinator.
   *
   * @param name the request's name, in Gatling's expression language
   * @return the next step
   */
  public static Hybrid hybrid(String name) {
    return new Hybrid(Grpc.named(name));
  }

  /**
   * Begins a request to the coordinator.
   *
   * @param name gives the request's name
   * @return the next step
   */
  public static Hybrid hybrid(Function<Session, String> name) {
    return new Hybrid(Grpc.named(name));
  }

  /**
   * Begins a call of any other unary method over the same connections, for example {@code
   * grpc("health").unary(HealthGrpc.getCheckMethod(), session -> request)}.
   *
   * @param name the request's name, in Gatling's expression language
   * @return the next step
   * @see Grpc#unary(MethodDescriptor, Function)
   */
  public static Grpc grpc(String name) {
    return Grpc.named(name);
  }

  /**
   * Checks the gRPC status code. While such a check runs on a reply, it decides which codes are
   * failures; without one, the status must be OK.
   *
   * @return the check, to be completed by {@code is}, {@code in} and the like
   */
  public static CheckBuilder.Find<Status.Code> statusCode() {
    return GrpcDsl.statusCode();
  }

  /**
   * Checks how many hits a search returned.
   *
   * @return the check of a number of 0 or more
   */
  public static CheckBuilder.Find<Integer> resultCount() {
    return SearchChecks.resultCount();
  }

  /**
   * Checks how the coordinator planned a search.
   *
   * @return the check
   */
  public static CheckBuilder.Find<Strategy> strategy() {
    return SearchChecks.strategy();
  }

  /**
   * Checks which stages were wanted and could not be had, in the order of the answer; empty for a
   * full answer.
   *
   * @return the check
   */
  public static CheckBuilder.Find<List<Stage>> degraded() {
    return SearchChecks.degraded();
  }

  /**
   * Checks whether a whole answer came from the result cache.
   *
   * @return the check
   */
  public static CheckBuilder.Find<Boolean> cacheHit() {
    return SearchChecks.cacheHit();
  }

  /**
   * Checks how long a stage took, on the coordinator's clock.
   *
   * @param stage vector, graph or policy
   * @return the check of microseconds; 0: the stage did not run
   */
  public static CheckBuilder.Find<Long> stageMicros(Stage stage) {
    return SearchChecks.stageMicros(stage);
  }

  /**
   * Checks how long the coordinator took, on its own clock.
   *
   * @return the check of microseconds
   */
  public static CheckBuilder.Find<Long> totalMicros() {
    return SearchChecks.totalMicros();
  }

  /**
   * Checks whose policy ranked an answer: the tenant's id. Finds nothing if none did.
   *
   * @return the check; messages never show what it found
   */
  public static CheckBuilder.Find<String> policyTenant() {
    return SearchChecks.policyTenant();
  }

  /**
   * Checks the ids of the hits, best first.
   *
   * @return the check; messages never show what it found
   */
  public static CheckBuilder.Find<List<Long>> contentIds() {
    return SearchChecks.contentIds();
  }

  /**
   * Checks the recall of the hits against the {@link GroundTruth} in session attribute {@value
   * GroundTruth#ATTRIBUTE}. What it found is recorded.
   *
   * <p>Finds nothing if the session has no ground truth: complete it by {@code optional()} where
   * only some queries have one.
   *
   * @param k how many of the best are looked at, at least 1
   * @return the check of a share, 0..1
   */
  public static CheckBuilder.Find<Double> recallAtK(int k) {
    return SearchChecks.recallAtK(k, GroundTruth.ATTRIBUTE);
  }

  /**
   * Checks the recall of the hits, as {@link #recallAtK(int)}.
   *
   * @param k how many of the best are looked at, at least 1
   * @param attribute the session attribute that holds the {@link GroundTruth}
   * @return the check of a share, 0..1
   */
  public static CheckBuilder.Find<Double> recallAtK(int k, String attribute) {
    return SearchChecks.recallAtK(k, attribute);
  }

  /**
   * Checks whatever a function finds in a search's answer.
   *
   * @param valueType what it finds; Integer, Long, Double and String can be compared by size
   * @param extraction finds it; null: nothing is there
   * @param <X> what it finds
   * @return the check; messages never show what it found
   */
  public static <X> CheckBuilder.Find<X> response(
      Class<X> valueType, Function<SearchResponse, @Nullable X> extraction) {
    return GrpcDsl.response(valueType, extraction);
  }

  /**
   * Checks whatever a function finds in a search's answer.
   *
   * @param extraction finds it; null: nothing is there
   * @param <X> what it finds
   * @return the check, which cannot be compared by size; messages never show what it found
   */
  @SuppressWarnings("unchecked") // The class serves only to choose how values are compared.
  public static <X> CheckBuilder.Find<X> response(
      Function<SearchResponse, @Nullable X> extraction) {
    return GrpcDsl.response((Class<X>) Object.class, extraction);
  }

  /**
   * Begins an objective of a simulation's own, beside those of its configuration.
   *
   * @param name for people
   * @return to be given at least a metric and a threshold
   */
  public static SloBuilder slo(String name) {
    return SloBuilder.slo(name);
  }
}
