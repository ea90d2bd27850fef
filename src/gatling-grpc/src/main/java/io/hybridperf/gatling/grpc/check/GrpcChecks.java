package io.hybridperf.gatling.grpc.check;

import io.gatling.commons.validation.Success;
import io.gatling.commons.validation.Validation;
import io.gatling.core.check.Check;
import io.gatling.core.check.CheckMaterializer;
import io.gatling.core.check.Extractor;
import io.gatling.core.session.Session;
import io.gatling.javaapi.core.CheckBuilder;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scala.Function1;

/** Makes checks on replies, and turns what a scenario says of them into what runs. */
public final class GrpcChecks {
  private GrpcChecks() {}

  private enum Type implements CheckBuilder.CheckType {
    REPLY
  }

  /**
   * Makes a check of the status code. While one runs on a reply, it decides which codes are
   * failures.
   *
   * @return the check, to be completed by {@code is}, {@code in} and the like
   */
  public static CheckBuilder.Find<Status.Code> statusCode() {
    return find(
        "statusCode",
        Status.Code.class,
        ActualValue.SHOWN,
        Set.of(),
        (reply, session) -> reply.statusForCheck());
  }

  /**
   * Makes a check of something in the answer. It finds nothing in a reply without an answer.
   *
   * @param name how the check is called in messages
   * @param valueType what is found; Integer, Long, Double and String can be compared by size
   * @param actualValue whether messages may show what was found
   * @param extraction finds the value; null: there is none
   * @param <R> the answer's type
   * @param <X> what is found
   * @return the check, to be completed by {@code is}, {@code in} and the like
   */
  public static <R, X> CheckBuilder.Find<X> message(
      String name,
      Class<?> valueType,
      ActualValue actualValue,
      Function<R, @Nullable X> extraction) {
    return GrpcChecks.<R, X>find(
        name,
        valueType,
        actualValue,
        Set.of(),
        (reply, session) -> {
          R answer = reply.message();
          return answer == null ? null : extraction.apply(answer);
        });
  }

  /**
   * Makes a check of something in the reply and the session. What it notes is not known before.
   *
   * @param name how the check is called in messages
   * @param valueType what is found; Integer, Long, Double and String can be compared by size
   * @param actualValue whether messages may show what was found
   * @param extraction finds the value; null: there is none
   * @param <R> the answer's type
   * @param <X> what is found
   * @return the check, to be completed by {@code is}, {@code in} and the like
   */
  public static <R, X> CheckBuilder.Find<X> find(
      String name,
      Class<?> valueType,
      ActualValue actualValue,
      BiFunction<GrpcReply<R>, Session, @Nullable X> extraction) {
    return find(name, valueType, actualValue, null, extraction);
  }

  /**
   * Makes a check of something in the reply and the session.
   *
   * @param name how the check is called in messages
   * @param valueType what is found; Integer, Long, Double and String can be compared by size
   * @param actualValue whether messages may show what was found
   * @param series all that it may {@link GrpcReply#note}; null: that is not known
   * @param extraction finds the value; null: there is none
   * @param <R> the answer's type
   * @param <X> what is found
   * @return the check, to be completed by {@code is}, {@code in} and the like
   */
  public static <R, X> CheckBuilder.Find<X> find(
      String name,
      Class<?> valueType,
      ActualValue actualValue,
      @Nullable Set<String> series,
      BiFunction<GrpcReply<R>, Session, @Nullable X> extraction) {
    Looking<R, X> extractor = new Looking<>(name, extraction, series);
    return new CheckBuilder.Find.Default<Type, GrpcReply<R>, X, X>(
        new io.gatling.core.check.CheckBuilder$Find$Default<>(
            extractor, actualValue == ActualValue.SHOWN),
        Type.REPLY,
        valueType,
        null);
  }

  /** Looks for a value with each user's session. */
  private record Looking<R, X>(
      String name,
      BiFunction<GrpcReply<R>, Session, @Nullable X> extraction,
      @Nullable Set<String> series)
      implements Function1<Session, Validation<Extractor<GrpcReply<R>, X>>> {
    @Override
    public Validation<Extractor<GrpcReply<R>, X>> apply(Session session) {
      return new Success<>(new ReplyExtractor<>(name, extraction, session));
    }
  }

  /**
   * {@return the series that a check may note; empty if that is not known}
   *
   * @param check made by this class
   */
  public static Optional<Set<String>> series(Check<?> check) {
    return check instanceof Check.Default<?, ?, ?> found
            && (Object) found.extractorExpression() instanceof Looking<?, ?> looking
        ? Optional.ofNullable(looking.series())
        : Optional.empty();
  }

  /**
   * Turns checks as the DSL has them into checks that run.
   *
   * @param checks made by this class
   * @param <R> the answer's type
   * @return the same checks, in the same order
   * @throws IllegalArgumentException if one belongs to another protocol
   */
  public static <R> List<Check<GrpcReply<R>>> materialize(List<CheckBuilder> checks) {
    return checks.stream().<Check<GrpcReply<R>>>map(GrpcChecks::materialize).toList();
  }

  @SuppressWarnings(
      "unchecked") // The check's type says that it was made by find(), so these are its parameters.
  private static <R> Check<GrpcReply<R>> materialize(CheckBuilder check) {
    if (check.type() != Type.REPLY) {
      throw new IllegalArgumentException(
          "a gRPC call cannot be checked with "
              + check.type()
              + ": use the checks of GrpcDsl or HybridDsl");
    }
    return ((io.gatling.core.check.CheckBuilder<Type, GrpcReply<R>>) check.asScala())
        .build(new Materializer<R>());
  }

  private static final class Materializer<R>
      extends CheckMaterializer<Type, Check<GrpcReply<R>>, GrpcReply<R>, GrpcReply<R>> {
    Materializer() {
      super(ActualValue::apply);
    }

    @Override
    public Function1<GrpcReply<R>, Validation<GrpcReply<R>>> preparer() {
      return Success::new;
    }
  }
}
