package io.hybridperf.gatling.grpc;

import io.gatling.commons.stats.KO$;
import io.gatling.commons.stats.OK$;
import io.gatling.core.session.Session;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.hybridperf.gatling.grpc.check.GrpcReply;
import io.hybridperf.gatling.grpc.record.CallRecording;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** One call of one user, from when it is due to the user's next step. */
final class InFlightCall<Q, R> extends ClientCall.Listener<R>
    implements Runnable, CallRecording.Call {
  private static final Option<String> NO_TEXT = Option.empty();

  private final UnaryAction<Q, R> action;
  private final EventLoopChannels channels;
  private final PooledChannel channel;
  private final Session session;
  private final String requestName;
  private final String label;
  private final Q request;
  private final Metadata headers;
  private final String trace;
  private final long dueNanos;
  private final int operations;

  private int phase;
  private long sentNanos;
  private long sentMillis;
  private long endNanos;
  private long endMillis;
  private boolean sending;
  private boolean closed;
  private @Nullable ClientCall<Q, R> sent;
  private @Nullable R answer;
  private int answers;

  InFlightCall(
      UnaryAction<Q, R> action,
      EventLoopChannels channels,
      Session session,
      String requestName,
      String label,
      Q request,
      Metadata headers,
      String trace,
      long dueNanos,
      int operations) {
    this.action = action;
    this.channels = channels;
    this.channel = channels.next(session);
    channel.addToken(headers);
    this.session = session;
    this.requestName = requestName;
    this.label = label;
    this.request = request;
    this.headers = headers;
    this.trace = trace;
    this.dueNanos = dueNanos;
    this.operations = operations;
  }

  /** The call is due. */
  @Override
  public void run() {
    action.dispatch(this, session);
  }

  /** Sends the request. Runs on the user's event loop. */
  void send() {
    phase = channels.recorder().phase(session, dueNanos);
    if (!action.call().silent()) {
      channels.recorder().sent(phase, label);
      if (channel.target() != null) {
        channels.recorder().sentTo(channel.target());
      }
    }
    channel.began();
    sentMillis = action.clock().nowMillis();
    sentNanos = System.nanoTime();
    sending = true;
    ClientCall<Q, R> call = channel.newCall(action.call().method(), action.options());
    sent = call;
    try {
      call.start(this, headers);
      call.request(2);
      call.sendMessage(request);
      call.halfClose();
    } catch (RuntimeException | Error e) {
      call.cancel("the request could not be sent", e);
      close(Status.Code.INTERNAL);
    } finally {
      sending = false;
    }
  }

  @Override
  public void onMessage(R message) {
    answers++;
    answer = message;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    close(status.getCode());
  }

  private void close(Status.Code code) {
    if (closed) {
      return;
    }
    closed = true;
    endNanos = System.nanoTime();
    endMillis = action.clock().nowMillis();
    if (!sending && session.eventLoop().inEventLoop()) {
      finish(code);
      return;
    }
    // On another thread, or within send(): a user whose calls all fail at once would nest deeper
    // with each.
    try {
      session.eventLoop().execute(() -> finish(code));
    } catch (RejectedExecutionException runIsOver) {
      // Nobody is left to go on to the next action.
    }
  }

  private void finish(Status.Code code) {
    channel.ended();
    Session after = session;
    try {
      after = conclude(code);
    } catch (RuntimeException | Error e) {
      action.logger().underlying().error("'{}' crashed with {}", requestName, Crash.message(e));
      after = session.markAsFailed();
    }
    action.proceed(after, operations);
  }

  private Session conclude(Status.Code received) {
    R message = received == Status.Code.OK && answers == 1 ? answer : null;
    // An OK without an answer, or with several, breaks the protocol.
    Status.Code code =
        received == Status.Code.OK && message == null ? Status.Code.INTERNAL : received;
    channel.answered(code);
    GrpcReply<R> reply = new GrpcReply<>(request, endNanos - sentNanos, code, message);
    CheckOutcome outcome = CheckOutcome.of(reply, session, action.call().checks());
    if (action.call().silent() || action.runIsClosing()) {
      return outcome.session();
    }
    String failure = outcome.failure();
    String shown = channels.recorder().shown(phase, requestName);
    if (shown != null) {
      action
          .statsEngine()
          .logResponse(
              session.scenario(),
              session.groups(),
              shown,
              sentMillis,
              endMillis,
              failure == null ? OK$.MODULE$ : KO$.MODULE$,
              StatusCodes.option(code),
              failure == null ? NO_TEXT : Option.apply(failure));
    }
    String status =
        failure != null && code == Status.Code.OK ? CallRecording.CHECK_FAILED : code.name();
    record(status, message, reply.notes());
    Session concluded = failure == null ? outcome.session() : outcome.session().markAsFailed();
    return concluded.logGroupRequestTimings(sentMillis, endMillis);
  }

  private void record(String status, @Nullable R message, List<GrpcReply.Note> notes) {
    CallRecording.Recorder recorder = channels.recorder();
    recorder.call(this);
    try {
      AnswerValues<R> values = action.call().values();
      if (message != null && values != null) {
        values.find(message, recorder::value);
      }
      for (int n = 0; n < notes.size(); n++) {
        recorder.value(notes.get(n).series(), notes.get(n).value());
      }
    } finally {
      if (channel.target() != null) {
        recorder.endedAt(channel.target(), status);
      }
      String backend = channel.backend(sent);
      if (backend != null) {
        // Not known before: gRPC chooses it.
        recorder.sentTo(backend);
        recorder.endedAt(backend, status);
      }
      recorder.ended(phase, label, status, dueNanos, sentNanos, endNanos);
    }
  }

  @Override
  public String trace() {
    return trace;
  }

  @Override
  public @Nullable String target() {
    String backend = channel.backend(sent);
    return backend == null ? channel.target() : backend;
  }

  @Override
  public String asked() {
    try {
      return action.call().asked().apply(new io.gatling.javaapi.core.Session(session));
    } catch (RuntimeException e) {
      // What a simulation says of its own calls must not fail them.
      return Crash.message(e);
    }
  }
}
