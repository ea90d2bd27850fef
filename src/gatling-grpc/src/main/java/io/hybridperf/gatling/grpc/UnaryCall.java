package io.hybridperf.gatling.grpc;

import io.gatling.commons.validation.Validation;
import io.gatling.core.check.Check;
import io.gatling.core.session.Session;
import io.grpc.MethodDescriptor;
import io.hybridperf.gatling.grpc.check.GrpcReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import scala.Function1;

/**
 * One kind of call: everything that a scenario says of it.
 *
 * @param method the gRPC method
 * @param shownName the request's name before it is resolved, for calls whose name cannot be
 * @param name the request's name
 * @param label the kind of the call in the recording; null: its name
 * @param labels what the label may be; empty: that is not known before
 * @param request makes the request
 * @param checks run on the reply, in this order
 * @param silent whether the call is kept out of statistics and recording
 * @param operations how many calls a user makes, one after the other
 * @param values finds numbers in answers; null: none are looked for
 * @param asked says in a few words what was asked
 * @param <Q> the request's type
 * @param <R> the answer's type
 */
record UnaryCall<Q, R>(
    MethodDescriptor<Q, R> method,
    String shownName,
    Function1<Session, Validation<String>> name,
    @Nullable Function1<Session, Validation<String>> label,
    Supplier<Set<String>> labels,
    Function1<Session, Validation<Q>> request,
    List<Check<GrpcReply<R>>> checks,
    boolean silent,
    int operations,
    @Nullable AnswerValues<R> values,
    Function<io.gatling.javaapi.core.Session, String> asked) {

  /** Another request. */
  UnaryCall<Q, R> withRequest(Function1<Session, Validation<Q>> value) {
    return new UnaryCall<>(
        method, shownName, name, label, labels, value, checks, silent, operations, values, asked);
  }

  /** Other numbers that are looked for. */
  UnaryCall<Q, R> withValues(AnswerValues<R> value) {
    return new UnaryCall<>(
        method, shownName, name, label, labels, request, checks, silent, operations, value, asked);
  }

  /** Another label, and what it may be. */
  UnaryCall<Q, R> withLabel(
      @Nullable Function1<Session, Validation<String>> value, Supplier<Set<String>> known) {
    return new UnaryCall<>(
        method, shownName, name, value, known, request, checks, silent, operations, values, asked);
  }

  /** These checks too. */
  UnaryCall<Q, R> withChecks(List<Check<GrpcReply<R>>> added) {
    List<Check<GrpcReply<R>>> all = new ArrayList<>(checks);
    all.addAll(added);
    return new UnaryCall<>(
        method,
        shownName,
        name,
        label,
        labels,
        request,
        List.copyOf(all),
        silent,
        operations,
        values,
        asked);
  }

  /** Another way to say what was asked. */
  UnaryCall<Q, R> withAsked(Function<io.gatling.javaapi.core.Session, String> value) {
    return new UnaryCall<>(
        method, shownName, name, label, labels, request, checks, silent, operations, values, value);
  }

  /** Silent. */
  UnaryCall<Q, R> withSilence() {
    return new UnaryCall<>(
        method, shownName, name, label, labels, request, checks, true, operations, values, asked);
  }

  /**
   * Another number of operations.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  UnaryCall<Q, R> withOperations(int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "the number of operations of \""
              + shownName
              + "\" is "
              + value
              + ": it must be at least 1");
    }
    return new UnaryCall<>(
        method, shownName, name, label, labels, request, checks, silent, value, values, asked);
  }
}
