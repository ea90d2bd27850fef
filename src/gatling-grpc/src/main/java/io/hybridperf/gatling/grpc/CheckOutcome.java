package io.hybridperf.gatling.grpc;

import io.gatling.commons.validation.Failure;
import io.gatling.commons.validation.Success;
import io.gatling.commons.validation.Validation;
import io.gatling.core.check.Check;
import io.gatling.core.check.CheckResult;
import io.gatling.core.session.Session;
import io.grpc.Status;
import io.hybridperf.gatling.grpc.check.GrpcReply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the checks make of a reply.
 *
 * @param session the user's session with what the checks saved
 * @param failure the message of the first failure, free of text of the server's; null: there is
 *     none
 */
record CheckOutcome(Session session, @Nullable String failure) {

  /** Runs the checks. One that throws is one that fails. */
  static <R> CheckOutcome of(
      GrpcReply<R> reply, Session session, List<Check<GrpcReply<R>>> checks) {
    Session after = session;
    String failure = null;
    boolean statusChecked = false;
    boolean statusFailed = false;
    for (int i = 0; i < checks.size(); i++) {
      String failed = null;
      try {
        Validation<CheckResult> result = checks.get(i).check(reply, after, null);
        if (result instanceof Success<CheckResult> success) {
          after = success.value().update(after);
        } else {
          failed = ((Failure) (Validation<?>) result).message();
        }
      } catch (RuntimeException | Error e) {
        Crash.rethrowFatal(e);
        failed = "a check crashed with " + Crash.kind(e);
      }
      boolean readStatus = reply.takeStatusRead();
      statusChecked |= readStatus;
      statusFailed |= readStatus && failed != null;
      if (failure == null) {
        failure = failed;
      }
    }
    boolean statusIsFailure = reply.status() != Status.Code.OK && (!statusChecked || statusFailed);
    return new CheckOutcome(after, statusIsFailure ? reply.status().name() : failure);
  }
}
