package io.hybridperf.suite.hybrid;

import io.gatling.commons.validation.Failure;
import io.gatling.commons.validation.Success;
import io.gatling.commons.validation.Validation;
import io.gatling.core.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import scala.Function1;
import scala.runtime.AbstractFunction1;

/**
 * A message made anew for each session from what is the same for all and from parts that look at
 * the session.
 *
 * @param <M> the message's type
 * @param <B> its builder's type
 */
final class Template<M, B> extends AbstractFunction1<Session, Validation<M>> {
  private final M constant;
  private final Function<M, B> opening;
  private final Function<B, M> closing;
  private final List<Part<B>> parts;

  private Template(
      M constant, Function<M, B> opening, Function<B, M> closing, List<Part<B>> parts) {
    this.constant = constant;
    this.opening = opening;
    this.closing = closing;
    this.parts = parts;
  }

  static <M, B> Template<M, B> of(M empty, Function<M, B> opening, Function<B, M> closing) {
    return new Template<>(empty, opening, closing, List.of());
  }

  /** Sets something that is the same for all sessions. */
  Template<M, B> withConstant(Consumer<B> part) {
    B builder = opening.apply(constant);
    part.accept(builder);
    return new Template<>(closing.apply(builder), opening, closing, parts);
  }

  /** Sets something that depends on the session. */
  Template<M, B> withPart(Part<B> part) {
    List<Part<B>> all = new ArrayList<>(parts);
    all.add(part);
    return new Template<>(constant, opening, closing, List.copyOf(all));
  }

  @Override
  public Validation<M> apply(Session session) {
    if (parts.isEmpty()) {
      return new Success<>(constant);
    }
    B builder = opening.apply(constant);
    for (Part<B> part : parts) {
      Validation<?> filled = part.fill(session, builder);
      if (filled instanceof Failure failure) {
        return failed(failure);
      }
    }
    return new Success<>(closing.apply(builder));
  }

  @SuppressWarnings("unchecked") // A failure holds no value, so it is one of any type.
  private static <M> Validation<M> failed(Failure failure) {
    return (Validation<M>) (Validation<?>) failure;
  }

  /**
   * Sets one thing in a message.
   *
   * @param <B> the message's builder
   */
  @FunctionalInterface
  interface Part<B> {
    /** Sets it, or says why not. */
    Validation<?> fill(Session session, B builder);

    /** A part that sets the value of an expression. */
    static <B, T> Part<B> of(
        Function1<Session, Validation<T>> expression, BiConsumer<B, T> setter) {
      return (session, builder) -> {
        Validation<T> value = expression.apply(session);
        if (value instanceof Success<T> success) {
          setter.accept(builder, success.value());
        }
        return value;
      };
    }
  }
}
