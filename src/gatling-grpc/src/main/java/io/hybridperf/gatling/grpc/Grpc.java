package io.hybridperf.gatling.grpc;

import io.gatling.commons.validation.Validation;
import io.gatling.core.session.Session;
import io.gatling.javaapi.core.internal.Expressions;
import io.grpc.MethodDescriptor;
import io.hybridperf.measurement.run.Tag;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import scala.Function1;

/** A named request whose method is to be chosen. */
public final class Grpc {
  private final String shownName;
  private final Function1<Session, Validation<String>> name;
  private final Set<String> known;

  private Grpc(String shownName, Function1<Session, Validation<String>> name, Set<String> known) {
    this.shownName = shownName;
    this.name = name;
    this.known = known;
  }

  /** {@return what a text in Gatling's expression language may become; empty: not known} */
  static Set<String> known(String expression) {
    return expression.contains("#{") ? Set.of() : Set.of(Tag.clean(expression));
  }

  /**
   * Names a request.
   *
   * @param name the name, in Gatling's expression language
   * @return the next step
   */
  public static Grpc named(String name) {
    return new Grpc(name, Expressions.toStringExpression(name), known(name));
  }

  /**
   * Names a request.
   *
   * @param name gives the name
   * @return the next step
   */
  public static Grpc named(Function<io.gatling.javaapi.core.Session, String> name) {
    return new Grpc("(unresolved name)", Expressions.javaFunctionToExpression(name), Set.of());
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
            () -> known,
            Expressions.javaFunctionToExpression(request),
            List.of(),
            false,
            1,
            null,
            _ -> ""));
  }
}
