package io.hybridperf.gatling.grpc.record;

import io.gatling.javaapi.core.Session;
import io.hybridperf.gatling.grpc.GrpcProtocolBuilder;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.record.RunRecorder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * Records a run into its folder: service time, response time from the planned arrival, dispatch
 * lag, and the numbers found in answers, by phase, label and status.
 *
 * <p>The users of one scenario, injected with the steps of the plan, are its arrivals: Gatling
 * numbers users in the order in which it injects them. While they are injected no other population
 * may be. A user's first call was due at its arrival, so a scenario should begin with it; every
 * later call of the user, and every call of other scenarios, was due when the user came to it.
 */
public final class RunRecording implements CallRecording {

  /**
   * By how much a plan is best moved back, so that what Gatling's injector is late is not what the
   * calls are late: for {@link io.hybridperf.measurement.record.ArrivalClock}. A pause of the JVM
   * while the injector arms the timers of the next second makes all of that second's users late by
   * the pause; with less headroom than that, one collection of 55 ms made 700 calls late.
   */
  public static final Duration HEADROOM = Duration.ofMillis(250);

  private final RunRecorder recorder;
  private final ArrivalPlan plan;
  private final String scenario;
  private final AtomicLong firstUserId = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong lastReached = new AtomicLong(-1);
  private volatile IntSupplier inFlight = () -> 0;
  private volatile String onlyTarget = "";

  private RunRecording(RunRecorder recorder, ArrivalPlan plan, String scenario) {
    this.recorder = recorder;
    this.plan = plan;
    this.scenario = scenario;
  }

  /**
   * Records the run of a plan.
   *
   * @param recorder opened for the same plan; to be closed after the run
   * @param plan the plan whose steps are injected
   * @param scenario the name of the scenario they are injected into
   * @return the recording, for {@link GrpcProtocolBuilder#recording}
   */
  public static RunRecording of(RunRecorder recorder, ArrivalPlan plan, String scenario) {
    return new RunRecording(recorder, plan, scenario);
  }

  /**
   * Calls sent and not ended.
   *
   * @return 0 before the run
   */
  public int inFlight() {
    return inFlight.getAsInt();
  }

  @Override
  public void connected(List<String> targets, IntSupplier gauge) {
    inFlight = gauge;
    onlyTarget = targets.isEmpty() ? "" : targets.getFirst();
    recorder.expectTargets(targets.size() > 1 ? targets : List.of());
  }

  @Override
  public void reaches(String backend) {
    recorder.expectTargets(List.of(backend));
  }

  @Override
  public Recorder openForEventLoop() {
    return new RunLoopRecorder(this);
  }

  /**
   * Which arrival of the plan a user is.
   *
   * @param session the user's
   * @return its number in the plan; -1 if it is not one of the plan's
   */
  public long arrival(Session session) {
    return arrival(session.scenario(), session.userId());
  }

  /**
   * For how long the next user who has not come to a call has been due; those who come later than
   * others count as come.
   *
   * @return nanoseconds; 0 if nobody is late
   */
  public long behindNanos() {
    long next = lastReached.get() + 1;
    if (recorder.arrivals().zeroNanoTime().isEmpty() || next >= plan.count()) {
      return 0;
    }
    return Math.max(0, System.nanoTime() - recorder.arrivals().plannedNanoTime(next));
  }

  /** A user has come to its first call. */
  void reached(long arrival) {
    // Two event loops may step back by what lies between their users, for a moment.
    if (arrival > lastReached.getPlain()) {
      lastReached.lazySet(arrival);
    }
  }

  /** Who is asked, where there is one target. */
  String onlyTarget() {
    return onlyTarget;
  }

  RunRecorder recorder() {
    return recorder;
  }

  ArrivalPlan plan() {
    return plan;
  }

  /**
   * The number of a user's arrival in the plan; -1 if it is not one of the plan's.
   *
   * <p>Until the first user is seen, users of the same millisecond on other event loops may be
   * taken for an earlier one.
   */
  long arrival(String userScenario, long userId) {
    if (!scenario.equals(userScenario)) {
      return -1;
    }
    long first = firstUserId.get();
    while (userId < first && !firstUserId.compareAndSet(first, userId)) {
      first = firstUserId.get();
    }
    long arrival = userId - Math.min(first, userId);
    return arrival < plan.count() ? arrival : -1;
  }
}
