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
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * DSL for calls of a unary method.
 *
 * <p>Immutable: every method returns a new instance and leaves this one as it was.
 *
 * @param <Q> the request's type
 * @param <R> the answer's type
 */
public final class UnaryActionBuilder<Q, R> implements ActionBuilder {
  private final UnaryCall<Q, R> wrapped;

  UnaryActionBuilder(UnaryCall<Q, R> wrapped) {
    this.wrapped = wrapped;
  }

  /**
   * Sends a request made beforehand, by a feeder or an earlier step.
   *
   * @param request an expression that gives a whole request, for example <code>"#{request}"</code>
   * @return a new instance
   */
  public UnaryActionBuilder<Q, R> request(String request) {
    return new UnaryActionBuilder<>(wrapped.withRequest(Requests.of(request, wrapped.method())));
  }

  /**
   * Sends a request that a function gives.
   *
   * @param request gives the request
   * @return a new instance
   */
  public UnaryActionBuilder<Q, R> request(Function<Session, Q> request) {
    return new UnaryActionBuilder<>(
        wrapped.withRequest(Expressions.javaFunctionToExpression(request)));
  }

  /**
   * Records numbers found in each answer that came with status OK.
   *
   * @param values finds them
   * @return a new instance
   */
  public UnaryActionBuilder<Q, R> values(AnswerValues<R> values) {
    return new UnaryActionBuilder<>(wrapped.withValues(values));
  }

  /**
   * Sets the kind of the call in the recording. By default that is the request's name.
   *
   * @param label the kind, in Gatling's expression language; there should be few different ones
   * @return a new instance
   */
  public UnaryActionBuilder<Q, R> label(String label) {
    Set<String> known = Grpc.known(label);
    return new UnaryActionBuilder<>(
        wrapped.withLabel(Expressions.toStringExpression(label), () -> known));
  }

  /**
   * Sets the kind of the call in the recording.
   *
   * @param label gives the kind; there should be few different ones
   * @return a new instance
   */
  public UnaryActionBuilder<Q, R> label(Function<Session, String> label) {
    return new UnaryActionBuilder<>(
        wrapped.withLabel(Expressions.javaFunctionToExpression(label), Set::of));
  }

  /**
   * Says what the label may be, where a function or an expression gives it, so that an objective on
   * another is a mistake that is found before the load.
   *
   * @param labels asked when the load is set up; empty: not known
   * @return a new instance
   */
  public UnaryActionBuilder<Q, R> labels(Supplier<Set<String>> labels) {
    return new UnaryActionBuilder<>(wrapped.withLabel(wrapped.label(), labels));
  }

  /**
   * Says what a call asked, for the list of the slowest. By default nothing is said.
   *
   * @param asked an id or a few words, and no secret; only asked of calls that are kept there
   * @return a new instance
   */
  public UnaryActionBuilder<Q, R> asked(Function<Session, String> asked) {
    return new UnaryActionBuilder<>(wrapped.withAsked(asked));
  }

  /**
   * Keeps the call out of statistics and recording; a failure does not mark the user as failed.
   *
   * @return a new instance
   */
  public UnaryActionBuilder<Q, R> silent() {
    return new UnaryActionBuilder<>(wrapped.withSilence());
  }

  /**
   * Makes several calls, one after the other, each with a request of its own, before the scenario
   * goes on.
   *
   * @param operations at least 1
   * @return a new instance
   * @throws IllegalArgumentException if it is less than 1
   */
  public UnaryActionBuilder<Q, R> stream(int operations) {
    return new UnaryActionBuilder<>(wrapped.withOperations(operations));
  }

  /**
   * Adds checks. Without one of {@code statusCode()} the status must be OK.
   *
   * @param checks the checks
   * @return a new instance
   */
  public UnaryActionBuilder<Q, R> check(CheckBuilder... checks) {
    return check(List.of(checks));
  }

  /**
   * Adds checks. Without one of {@code statusCode()} the status must be OK.
   *
   * @param checks the checks
   * @return a new instance
   */
  public UnaryActionBuilder<Q, R> check(List<CheckBuilder> checks) {
    return new UnaryActionBuilder<>(wrapped.withChecks(GrpcChecks.materialize(checks)));
  }

  /**
   * Begins checks that run only under a condition.
   *
   * @param condition in Gatling's expression language
   * @return the next step
   */
  public CheckIf<R, UnaryActionBuilder<Q, R>> checkIf(String condition) {
    return CheckIf.when(condition, this::withChecks);
  }

  /**
   * Begins checks that run only under a condition.
   *
   * @param condition looks at the session
   * @return the next step
   */
  public CheckIf<R, UnaryActionBuilder<Q, R>> checkIf(Function<Session, Boolean> condition) {
    return CheckIf.when(condition, this::withChecks);
  }

  /**
   * Begins checks that run only under a condition.
   *
   * @param condition looks at the reply and the session
   * @return the next step
   */
  public CheckIf<R, UnaryActionBuilder<Q, R>> checkIf(
      BiFunction<GrpcReply<R>, Session, Boolean> condition) {
    return CheckIf.when(condition, this::withChecks);
  }

  private UnaryActionBuilder<Q, R> withChecks(List<Check<GrpcReply<R>>> checks) {
    return new UnaryActionBuilder<>(wrapped.withChecks(checks));
  }

  @Override
  public io.gatling.core.action.builder.ActionBuilder asScala() {
    return new UnaryActionFactory<>(wrapped);
  }
}
