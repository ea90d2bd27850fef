package io.hybridperf.gatling.grpc.check;

import io.gatling.commons.validation.Failure;
import io.gatling.commons.validation.Success;
import io.gatling.commons.validation.Validation;
import io.gatling.core.check.Check;
import io.gatling.core.check.Extractor;
import io.gatling.core.check.Validator;
import scala.Option;

/** Whether the message of a failed check shows the value that was found. */
public enum ActualValue {
  /** It is shown: only for values of which there are few, and none of them text of the server's. */
  SHOWN,
  /** It is not: the message says only that the check failed. */
  HIDDEN;

  /** Rewords a check whose found value must not be shown. */
  static <R> Check<R> apply(Check<R> check) {
    return check instanceof Check.Default<R, ?, ?> plain && !plain.logActualValueInError()
        ? hiding(plain)
        : check;
  }

  // The flag itself is set: Gatling's "not" fails on every value without it.
  private static <R, P, X> Check<R> hiding(Check.Default<R, P, X> check) {
    return new Check.Default<>(
        check.preparer(),
        session -> check.extractorExpression().apply(session).map(HidingExtractor::new),
        session -> check.validatorExpression().apply(session).map(HidingValidator::new),
        true,
        check.customName(),
        check.condition(),
        check.saveAs());
  }

  private record HidingExtractor<P, X>(Extractor<P, X> wrapped) implements Extractor<P, X> {
    @Override
    public String name() {
      return wrapped.name();
    }

    @Override
    public String arity() {
      return wrapped.arity();
    }

    @Override
    public Validation<Option<X>> apply(P prepared) {
      Validation<Option<X>> found = wrapped.apply(prepared);
      return found instanceof Success<Option<X>>
          ? found
          : failure("no value could be made of the answer");
    }
  }

  private record HidingValidator<X>(Validator<X> wrapped) implements Validator<X> {
    @Override
    public String name() {
      return wrapped.name();
    }

    @Override
    public Validation<Option<X>> apply(Option<X> actual, boolean logActualValueInError) {
      Validation<Option<X>> matched = wrapped.apply(actual, true);
      return matched instanceof Success<Option<X>>
          ? matched
          : failure(actual.isEmpty() ? "found nothing" : "failed");
    }
  }

  @SuppressWarnings("unchecked") // A failure holds no value, so it is one of any type.
  private static <X> Validation<X> failure(String message) {
    return (Validation<X>) (Validation<?>) new Failure(message);
  }
}
