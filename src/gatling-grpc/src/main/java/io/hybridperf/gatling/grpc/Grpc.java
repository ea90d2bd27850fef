package io.hybridperf.gatling.grpc;

import io.gatling.commons.validation.Validation;
import io.gatling.core.session.Session;
import io.gatling.javaapi.core.internal.Expressions;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.function.Function;
import scala.Function1;

/** A named request whose method is to be chosen. */
public final class Grpc {
  private final String shownName;
  private final Function1<Session, Validation<String>> name;

  private Grpc(String shownName, Function1<Session, Validation<String>> name) {
    this.shownName = shownName;
    this.name = name;
  }

  /**
   * Names a request.
   *
   * @param name the name, in Gatling's expression language
   * @return the next step
   */
  public static Grpc named(String name) {
    return new Grpc(name, Expressions.toStringExpression(name));
  }

  /**
   * Names a request.
   *
   * @param name gives the name
   * @return the next step
   */
  public static Grpc named(Function<io.gatling.javaapi.core.Session, String> name) {
    return new Grpc("(unresolved name)", Expressions.javaFunctionToExpression(name));
  }

  /**
   * Calls a unary method.
   *
   * @param method the method, for example {@code HealthGrpc.getCheckMethod()}
   * @param request makes the request
   * @param <Q> the request's type
   * @param <R> the answer's type
   * @return a new instance
   */
  public <Q, R> UnaryActionBuilder<Q, R> unary(
      MethodDescriptor<Q, R> method, Function<io.gatling.javaapi.core.Session, Q> request) {
    return new UnaryActionBuilder<>(
        new UnaryCall<>(
            method,
            shownName,
            name,
            null,
            Expressions.javaFunctionToExpression(request),
            List.of(),
            false,
            1,
            null));
  }
}
