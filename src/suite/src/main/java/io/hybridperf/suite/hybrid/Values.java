package io.hybridperf.suite.hybrid;

import io.gatling.commons.validation.Failure;
import io.gatling.commons.validation.Success;
import io.gatling.commons.validation.Validation;
import io.gatling.core.session.Session;
import io.gatling.javaapi.core.internal.Expressions;
import io.hybridperf.api.v1.SearchRequest;
import scala.Function1;

/** Values of expressions in the types that messages take. */
final class Values {
  private Values() {}

  /** An expression that must give an instance of a class. */
  static <T> Function1<Session, Validation<T>> of(String expression, Class<T> type) {
    Function1<Session, Validation<Object>> any = Expressions.toAnyExpression(expression);
    return session -> any.apply(session).flatMap(value -> cast(expression, value, type));
  }

  @SuppressWarnings("unchecked") // A failure holds no value, so it is one of any type.
  private static <T> Validation<T> cast(String expression, Object value, Class<T> type) {
    return type.isInstance(value)
        ? new Success<>(type.cast(value))
        : (Validation<T>)
            (Validation<?>)
                new Failure(
                    expression
                        + " is a "
                        + value.getClass().getSimpleName()
                        + ", expected a "
                        + type.getSimpleName());
  }

  /** An expression that must give a whole number. */
  static Function1<Session, Validation<Long>> longs(String expression) {
    return Expressions.toExpression(expression, Long.class);
  }

  /** An expression that must give a whole number. */
  static Function1<Session, Validation<Integer>> ints(String expression) {
    return Expressions.toExpression(expression, Integer.class);
  }

  /** Adds a vector in any of the forms a feeder may hold it in. */
  static void addFloats(SearchRequest.Builder builder, Object vector) {
    switch (vector) {
      case float[] floats -> {
        for (float value : floats) {
          builder.addEmbedding(value);
        }
      }
      case double[] doubles -> {
        for (double value : doubles) {
          builder.addEmbedding((float) value);
        }
      }
      case Iterable<?> numbers -> {
        for (Object number : numbers) {
          builder.addEmbedding(((Number) number).floatValue());
        }
      }
      default ->
          throw new IllegalArgumentException(
              "embedding is a "
                  + vector.getClass().getSimpleName()
                  + ", expected float[], double[] or a list");
    }
  }
}
