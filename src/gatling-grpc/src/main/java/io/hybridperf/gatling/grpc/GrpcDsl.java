package io.hybridperf.gatling.grpc;

import io.gatling.javaapi.core.CheckBuilder;
import io.gatling.javaapi.core.Session;
import io.grpc.Status;
import io.hybridperf.gatling.grpc.check.ActualValue;
import io.hybridperf.gatling.grpc.check.GrpcChecks;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The entry of the general DSL: {@code import static io.hybridperf.gatling.grpc.GrpcDsl.*;}. */
public final class GrpcDsl {
  /** The protocol, to be given at least a target. */
  public static final GrpcProtocolBuilder grpc = GrpcProtocolBuilder.DEFAULT;

  private GrpcDsl() {}

  /**
   * Begins a request.
   *
   * @param name the request's name, in Gatling's expression language
   * @return the next step
   */
  public static Grpc grpc(String name) {
    return Grpc.named(name);
  }

  /**
   * Begins a request.
   *
   * @param name gives the request's name
   * @return the next step
   */
  public static Grpc grpc(Function<Session, String> name) {
    return Grpc.named(name);
  }

  /**
   * Checks the status code. While such a check runs on a reply, it decides which codes are
   * failures.
   *
   * @return the check, to be completed by {@code is}, {@code in} and the like
   */
  public static CheckBuilder.Find<Status.Code> statusCode() {
    return GrpcChecks.statusCode();
  }

  /**
   * Checks whatever a function finds in the answer. Messages never show what it found.
   *
   * @param valueType what it finds; Integer, Long, Double and String can be compared by size
   * @param extraction finds it; null: nothing is there
   * @param <R> the answer's type
   * @param <X> what it finds
   * @return the check, to be completed by {@code is}, {@code in} and the like
   */
  public static <R, X> CheckBuilder.Find<X> response(
      Class<X> valueType, Function<R, @Nullable X> extraction) {
    return GrpcChecks.message("response", valueType, ActualValue.HIDDEN, extraction);
  }
}
