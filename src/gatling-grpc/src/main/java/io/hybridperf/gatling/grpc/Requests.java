package io.hybridperf.gatling.grpc;

import io.gatling.commons.validation.Failure;
import io.gatling.commons.validation.Success;
import io.gatling.commons.validation.Validation;
import io.gatling.core.session.Session;
import io.gatling.javaapi.core.internal.Expressions;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.ReflectableMarshaller;
import scala.Function1;

/** Requests that stand in a session. */
final class Requests {
  private Requests() {}

  /** An expression that must give a request of a method. */
  static <Q> Function1<Session, Validation<Q>> of(
      String expression, MethodDescriptor<Q, ?> method) {
    if (!(method.getRequestMarshaller() instanceof ReflectableMarshaller<Q> marshaller)) {
      throw new IllegalArgumentException(
          "request(\"%s\"): the requests of %s have no class that could be looked for; give a function"
              .formatted(expression, method.getFullMethodName()));
    }
    Class<Q> type = marshaller.getMessageClass();
    Function1<Session, Validation<Object>> any = Expressions.toAnyExpression(expression);
    return session -> any.apply(session).flatMap(value -> cast(expression, value, type));
  }

  @SuppressWarnings("unchecked") // A failure holds no value, so it is one of any type.
  private static <Q> Validation<Q> cast(String expression, Object value, Class<Q> type) {
    return type.isInstance(value)
        ? new Success<>(type.cast(value))
        : (Validation<Q>)
            (Validation<?>)
                new Failure(
                    "%s is a %s, expected a %s"
                        .formatted(
                            expression, value.getClass().getSimpleName(), type.getSimpleName()));
  }
}
