package io.hybridperf.gatling.grpc.check;

import io.gatling.commons.validation.Validation;
import io.gatling.core.check.Check;
import io.gatling.javaapi.core.CheckBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.internal.Expressions;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import scala.Function2;

/**
 * A condition that waits for its checks.
 *
 * @param <R> the answer's type
 * @param <B> the builder that the checks are added to
 */
public final class CheckIf<R, B> {
  private final Function<Check<GrpcReply<R>>, Check<GrpcReply<R>>> conditioning;
  private final Function<List<Check<GrpcReply<R>>>, B> adding;

  private CheckIf(
      Function<Check<GrpcReply<R>>, Check<GrpcReply<R>>> conditioning,
      Function<List<Check<GrpcReply<R>>>, B> adding) {
    this.conditioning = conditioning;
    this.adding = adding;
  }

  /**
   * A condition in Gatling's expression language.
   *
   * @param condition the condition
   * @param adding makes the builder that has the checks as well
   * @param <R> the answer's type
   * @param <B> the builder's type
   * @return the next step
   */
  public static <R, B> CheckIf<R, B> when(
      String condition, Function<List<Check<GrpcReply<R>>>, B> adding) {
    return new CheckIf<>(
        check -> check.checkIf(Expressions.toBooleanExpression(condition)), adding);
  }

  /**
   * A condition on the session.
   *
   * @param condition the condition
   * @param adding makes the builder that has the checks as well
   * @param <R> the answer's type
   * @param <B> the builder's type
   * @return the next step
   */
  public static <R, B> CheckIf<R, B> when(
      Function<Session, Boolean> condition, Function<List<Check<GrpcReply<R>>>, B> adding) {
    return new CheckIf<>(
        check -> check.checkIf(Expressions.javaBooleanFunctionToExpression(condition)), adding);
  }

  /**
   * A condition on the reply and the session.
   *
   * @param condition the condition
   * @param adding makes the builder that has the checks as well
   * @param <R> the answer's type
   * @param <B> the builder's type
   * @return the next step
   */
  public static <R, B> CheckIf<R, B> when(
      BiFunction<GrpcReply<R>, Session, Boolean> condition,
      Function<List<Check<GrpcReply<R>>>, B> adding) {
    Function2<GrpcReply<R>, io.gatling.core.session.Session, Validation<Object>> expression =
        (reply, session) ->
            Expressions.validation(() -> condition.apply(reply, new Session(session)));
    return new CheckIf<>(check -> check.checkIf(expression), adding);
  }

  /**
   * Adds checks that run if the condition holds.
   *
   * @param checks the checks
   * @return a new instance of the builder
   */
  public B then(CheckBuilder... checks) {
    return then(List.of(checks));
  }

  /**
   * Adds checks that run if the condition holds.
   *
   * @param checks the checks
   * @return a new instance of the builder
   */
  public B then(List<CheckBuilder> checks) {
    return adding.apply(GrpcChecks.<R>materialize(checks).stream().map(conditioning).toList());
  }
}
