package io.hybridperf.gatling.grpc;

import io.gatling.core.check.Check;
import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.core.CheckBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.internal.Expressions;
import io.hybridperf.gatling.grpc.check.CheckIf;
import io.hybridperf.gatling.grpc.check.GrpcChecks;
import io.hybridperf.gatling.grpc.check.GrpcReply;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What the builders of all calls have in common.
 *
 * <p>Immutable: every method returns a new instance and leaves this one as it was.
 *
 * @param <Q> the request's type
 * @param <R> the answer's type
 * @param <B> the builder itself
 */
public abstract class CallActionBuilder<Q, R, B extends CallActionBuilder<Q, R, B>>
    implements ActionBuilder {

  /** Creates the common part. */
  protected CallActionBuilder() {}

  /**
   * The call as described so far.
   *
   * @return the wrapped call
   */
  protected abstract UnaryCall<Q, R> call();

  /**
   * Wraps another call.
   *
   * @param changed the call with one thing changed
   * @return a new instance
   */
  protected abstract B with(UnaryCall<Q, R> changed);

  /**
   * The call with its request as it will be made.
   *
   * @return the whole call
   */
  protected UnaryCall<Q, R> complete() {
    return call();
  }

  /**
   * Sets the kind of the call in the recording. By default that is the request's name.
   *
   * @param label the kind, in Gatling's expression language; there should be few different ones
   * @return a new instance
   */
  public final B label(String label) {
    return with(call().withLabel(Expressions.toStringExpression(label)));
  }

  /**
   * Sets the kind of the call in the recording.
   *
   * @param label gives the kind; there should be few different ones
   * @return a new instance
   */
  public final B label(Function<Session, String> label) {
    return with(call().withLabel(Expressions.javaFunctionToExpression(label)));
  }

  /**
   * Keeps the call out of statistics and recording; a failure does not mark the user as failed.
   *
   * @return a new instance
   */
  public final B silent() {
    return with(call().withSilence());
  }

  /**
   * Makes several calls, one after the other, each with a request of its own, before the scenario
   * goes on.
   *
   * @param operations at least 1
   * @return a new instance
   * @throws IllegalArgumentException if it is less than 1
   */
  public final B stream(int operations) {
    return with(call().withOperations(operations));
  }

  /**
   * Adds checks. Without one of {@code statusCode()} the status must be OK.
   *
   * @param checks the checks
   * @return a new instance
   */
  public final B check(CheckBuilder... checks) {
    return check(List.of(checks));
  }

  /**
   * Adds checks. Without one of {@code statusCode()} the status must be OK.
   *
   * @param checks the checks
   * @return a new instance
   */
  public final B check(List<CheckBuilder> checks) {
    return with(call().withChecks(GrpcChecks.materialize(checks)));
  }

  /**
   * Begins checks that run only under a condition.
   *
   * @param condition in Gatling's expression language
   * @return the next step
   */
  public final CheckIf<R, B> checkIf(String condition) {
    return CheckIf.when(condition, this::withChecks);
  }

  /**
   * Begins checks that run only under a condition.
   *
   * @param condition looks at the session
   * @return the next step
   */
  public final CheckIf<R, B> checkIf(Function<Session, Boolean> condition) {
    return CheckIf.when(condition, this::withChecks);
  }

  /**
   * Begins checks that run only under a condition.
   *
   * @param condition looks at the reply and the session
   * @return the next step
   */
  public final CheckIf<R, B> checkIf(BiFunction<GrpcReply<R>, Session, Boolean> condition) {
    return CheckIf.when(condition, this::withChecks);
  }

  private B withChecks(List<Check<GrpcReply<R>>> checks) {
    return with(call().withChecks(checks));
  }

  @Override
  public final io.gatling.core.action.builder.ActionBuilder asScala() {
    return new UnaryActionFactory<>(complete());
  }
}
