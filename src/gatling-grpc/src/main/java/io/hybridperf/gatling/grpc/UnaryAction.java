package io.hybridperf.gatling.grpc;

import io.gatling.commons.util.Clock;
import io.gatling.commons.validation.Failure;
import io.gatling.commons.validation.Success;
import io.gatling.commons.validation.Validation;
import io.gatling.core.action.Action;
import io.gatling.core.actor.ActorRef;
import io.gatling.core.controller.throttle.Throttler;
import io.gatling.core.session.Session;
import io.gatling.core.stats.StatsEngine;
import io.gatling.core.util.NameGen$;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.hybridperf.gatling.internal.ExitableLayer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.Option;
import scala.runtime.BoxedUnit;

/**
 * Makes one call, or several one after the other, for each user that comes by.
 *
 * <p>Everything of a call happens on its user's event loop, except where a throttler sends it
 * later.
 */
final class UnaryAction<Q, R> extends ExitableLayer {
  private final UnaryCall<Q, R> call;
  private final ChannelPool pool;
  private final long deadlineNanos;
  private final StatsEngine statsEngine;
  private final Clock clock;
  private final @Nullable ActorRef<Throttler.Command> throttler;
  private final Action next;
  private final AtomicBoolean toldUnsendable = new AtomicBoolean();
  private final String name = NameGen$.MODULE$.genName("grpc");

  UnaryAction(
      UnaryCall<Q, R> call,
      GrpcComponents components,
      StatsEngine statsEngine,
      Clock clock,
      @Nullable ActorRef<Throttler.Command> throttler,
      Action next) {
    this.call = call;
    this.pool = components.pool();
    this.deadlineNanos = components.protocol().deadline().toNanos();
    this.statsEngine = statsEngine;
    this.clock = clock;
    this.throttler = throttler;
    this.next = next;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public StatsEngine statsEngine() {
    return statsEngine;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public Action next() {
    return next;
  }

  @Override
  public void execute(Session session) {
    begin(session, call.operations());
  }

  private void begin(Session session, int operations) {
    long readyNanos = System.nanoTime();
    EventLoopChannels channels = pool.on(session.eventLoop());
    long dueNanos = channels.recorder().dueNanos(session, readyNanos);
    String requestName = call.shownName();
    InFlightCall<Q, R> inFlight;
    try {
      requestName = resolved(call.name(), session);
      String label = call.label() == null ? requestName : resolved(call.label(), session);
      Q request = resolved(call.request(), session);
      Metadata headers = new Metadata();
      inFlight =
          new InFlightCall<>(
              this,
              channels,
              session,
              requestName,
              label,
              request,
              headers,
              channels.trace(headers),
              dueNanos,
              operations);
    } catch (Throwable e) {
      unsendable(channels, session, requestName, Crash.message(e), dueNanos, operations);
      return;
    }
    channels.pacer().at(dueNanos, inFlight);
  }

  /** Sends a call that is due; where there is a throttler, when that lets it pass. */
  void dispatch(InFlightCall<Q, R> inFlight, Session session) {
    if (throttler == null) {
      orGoOn(session, inFlight::send);
    } else {
      throttler.$bang(
          new io.gatling.core.controller.throttle.Throttler$Command$ThrottledRequest(
              session.scenario(),
              () -> {
                session.eventLoop().execute(() -> orGoOn(session, inFlight::send));
                return BoxedUnit.UNIT;
              }));
    }
  }

  private static <T> T resolved(Function1<Session, Validation<T>> expression, Session session) {
    return switch (expression.apply(session)) {
      case Success<T> success -> success.value();
      case Failure failure -> throw new Crash.UnresolvedException(failure.message());
      default -> throw new IllegalStateException("Gatling has a third kind of Validation");
    };
  }

  private void unsendable(
      EventLoopChannels channels,
      Session session,
      String requestName,
      String reason,
      long dueNanos,
      int operations) {
    if (toldUnsendable.compareAndSet(false, true)) {
      logger()
          .underlying()
          .error("'{}' cannot be sent: {} (told once; the report counts all)", requestName, reason);
    }
    if (!call.silent()) {
      long now = clock.nowMillis();
      int phase = channels.recorder().phase(session, dueNanos);
      channels.recorder().unsendable(phase, requestName);
      String shown = channels.recorder().shown(phase, requestName);
      if (shown != null) {
        statsEngine.logResponse(
            session.scenario(),
            session.groups(),
            shown,
            now,
            now,
            io.gatling.commons.stats.KO$.MODULE$,
            Option.empty(),
            Option.apply(reason));
      }
    }
    proceed(call.silent() ? session : session.markAsFailed(), operations);
  }

  /** Goes on to the next operation, or the next action. */
  void proceed(Session session, int operations) {
    if (operations > 1) {
      // Not at once: a call that ends as it begins would nest as deep as there are operations.
      session.eventLoop().execute(() -> orGoOn(session, () -> begin(session, operations - 1)));
    } else {
      next.$bang(session);
    }
  }

  /** As the layers does for what it calls: a crash of ours must not leave a user behind. */
  private void orGoOn(Session session, Runnable step) {
    try {
      step.run();
    } catch (Throwable e) {
      logger()
          .underlying()
          .error("'{}' crashed with {}, going on to the next action", name, Crash.message(e));
      next.$bang(session.markAsFailed());
    }
  }

  UnaryCall<Q, R> call() {
    return call;
  }

  CallOptions options() {
    return CallOptions.DEFAULT.withDeadlineAfter(deadlineNanos, TimeUnit.NANOSECONDS);
  }

  boolean runIsClosing() {
    return pool.closing();
  }
}
