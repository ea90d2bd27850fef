package io.hybridperf.suite.hybrid;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.hybridperf.suite.hybrid.HybridDsl.hybrid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.OpenInjectionStep;
import io.hybridperf.gatling.grpc.record.CallRecording;
import io.hybridperf.gatling.grpc.record.RunRecording;
import io.hybridperf.gatling.injection.GatlingInjection;
import io.hybridperf.gatling.injection.InjectionControl;
import io.hybridperf.gatling.support.GatlingRun;
import io.hybridperf.gatling.support.TestCoordinator;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.record.ArrivalClock;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.run.Counters;
import io.hybridperf.measurement.run.LoggedInterval;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs: when calls leave, and what a stall does to what is measured. */
@Tag("slow")
class DispatchTimeTest {
  @TempDir private Path results;
  private TestCoordinator coordinator;

  @BeforeEach
  void start() {
    coordinator = TestCoordinator.start();
  }

  @AfterEach
  void stop() {
    coordinator.close();
  }

  private record Run(RunLog log, io.hybridperf.gatling.support.RunLog gatling) {
    Histogram steady(String series) {
      Histogram sum = new Histogram(1, RunRecorder.MAX_VALUE, 3);
      log.intervals().stream()
          .filter(each -> each.series().equals(series) && each.phase().equals("steady"))
          .map(LoggedInterval::histogram)
          .forEach(sum::add);
      return sum;
    }
  }

  private Run run(
      ArrivalPlan plan,
      Duration headroom,
      OpenInjectionStep[] injection,
      ChainBuilder first,
      UnaryOperator<CallRecording> listening) {
    RunFolder folder = RunFolder.create(results, "test", Instant.now());
    io.hybridperf.gatling.support.RunLog gatling;
    try (RunRecorder recorder =
        RunRecorder.start(folder, new ArrivalClock(plan, System.nanoTime(), headroom))) {
      gatling =
          GatlingRun.of(
              scenario("load").exec(first, hybrid("search").search()).injectOpen(injection),
              hybrid
                  .target(coordinator.target())
                  .recording(listening.apply(RunRecording.of(recorder, plan, "load"))));
    }
    return new Run(
        RunLog.read(folder, RunInfo.starting("test", "test", 1, "target", 1, plan)), gatling);
  }

  private Run run(ArrivalPlan plan, OpenInjectionStep[] injection, DepartureTimes times) {
    return run(
        plan,
        RunRecording.HEADROOM,
        injection,
        exec(session -> session),
        recording -> times.listeningTo(recording));
  }

  private static ArrivalPlan sixSecondsAt500() {
    return LoadProfile.empty()
        .warmUp(500, Duration.ofSeconds(3))
        .constant("steady", 500, Duration.ofSeconds(3))
        .plan();
  }

  @Test
  void withHeadroomCallsLeaveAtTheirTimeAndNotWhenTheInjectorStartsTheirUser() {
    ArrivalPlan plan = sixSecondsAt500();
    DepartureTimes times = new DepartureTimes();

    Run run = run(plan, GatlingInjection.ahead(plan), times);

    assertThat(run.steady("dispatch-lag").getTotalCount()).isEqualTo(1_500);
    assertThat(times.left()).hasSize((int) plan.count());
    // Whoever came before its time waited for it.
    assertThat(times.left())
        .filteredOn(call -> call.readyNanos() < call.dueNanos())
        .hasSizeGreaterThan(1_500)
        .allMatch(call -> call.sentNanos() >= call.dueNanos());
    // And left nearer to it than if it had not waited: on one machine, in the same moments.
    assertThat(times.median(call -> call.sentNanos() - call.dueNanos()))
        .isLessThan(times.median(call -> call.dueNanos() - call.readyNanos()));
    assertThat(run.log().counters()).allMatch(line -> line.early() == 0);
    // The headroom is part of the plan's zero, so that phases are where their calls are.
    Counters last = run.log().counters().getLast();
    assertThat(last.end() - last.planZero()).isCloseTo(6, within(5.0));
  }

  /** Holds the injector up once, when it begins with the users of a second. */
  private static final class OnePause implements InjectionControl {
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private final long afterUsers;
    private long users;
    private long lastNanos;
    private boolean paused;

    private OnePause(long afterUsers) {
      this.afterUsers = afterUsers;
    }

    @Override
    public boolean stopped() {
      long now = System.nanoTime();
      if (!paused && ++users > afterUsers && now - lastNanos > NANOS) {
        paused = true;
        LockSupport.parkNanos(NANOS);
      }
      lastNanos = now;
      return false;
    }

    @Override
    public boolean extend(ArrivalPlan plan) {
      return false;
    }
  }

  @Test
  void aPauseOfTheInjectorDoesNotMakeTheUsersOfASecondLate() {
    ArrivalPlan plan = sixSecondsAt500();
    DepartureTimes times = new DepartureTimes();

    run(plan, GatlingInjection.ahead(plan, new OnePause(1_800)), times);

    // As if there were no headroom, whose users are late by the pause.
    long lateUsers =
        times.left().stream()
            .filter(call ->
                call.readyNanos() - call.dueNanos() + RunRecording.HEADROOM.toNanos()
                    > OnePause.NANOS / 2)
            .count();
    assertThat(lateUsers).isGreaterThan(200);
    assertThat(times.left())
        .filteredOn(call -> call.sentNanos() - call.dueNanos() > OnePause.NANOS / 2)
        .hasSizeLessThan((int) lateUsers / 4);
  }

  /** 500 ms in each 3 s, for the generator and the server alike. */
  private static final class Stalls {
    private static final long PERIOD = TimeUnit.SECONDS.toNanos(3);
    private static final long LENGTH = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long MARGIN = TimeUnit.MILLISECONDS.toNanos(150);
    private final AtomicLong zero = new AtomicLong();

    /**
     * How long after it was due a call could leave at the earliest: users who came into a stall sat
     * it out on the event loop. 0 for calls of which that is not sure.
     */
    private long heldUpNanos(long dueNanos) {
      long since = (dueNanos - zero.get()) % PERIOD;
      return since >= PERIOD - LENGTH + MARGIN ? PERIOD - since : 0;
    }

    private void sitOut(long now) {
      zero.compareAndSet(0, now);
      long since = (now - zero.get()) % PERIOD;
      if (since >= PERIOD - LENGTH) {
        try {
          TimeUnit.NANOSECONDS.sleep(PERIOD - since);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  @Test
  void aStallThatAlsoHoldsUpTheGeneratorIsInTheResponseTimeAndNowhereElse() {
    ArrivalPlan plan =
        LoadProfile.empty()
            .warmUp(300, Duration.ofSeconds(3))
            .constant("steady", 300, Duration.ofSeconds(9))
            .plan();
    Stalls stalls = new Stalls();
    DepartureTimes times = new DepartureTimes();
    coordinator.delaying(1);

    Run run =
        run(
            plan,
            RunRecording.HEADROOM,
            GatlingInjection.ahead(plan),
            exec(session -> {
              stalls.sitOut(System.nanoTime());
              return session;
            }),
            recording -> times.listeningTo(recording));

    // Compared are calls with themselves, so that a machine that sleeps now and then changes
    // nothing.
    List<DepartureTimes.Call> steady =
        times.left().stream()
            .filter(call -> plan.profile().phases().get(call.phase()).judged())
            .toList();
    assertThat(steady).hasSize(2_700);
    assertThat(steady)
        .allMatch(
            call -> call.sentNanos() - call.dueNanos() >= stalls.heldUpNanos(call.dueNanos()));
    double heldUp = steady.stream().mapToLong(call -> stalls.heldUpNanos(call.dueNanos())).sum();
    // 350 ms of 3 stalls, at 300/s: 315 calls, each held up 175 ms on average.
    assertThat(heldUp / 1e9).isCloseTo(315 * 0.175, withinPercentage(5));
    double service = total(run.steady("service-time"));
    double response = total(run.steady("response-time"));
    assertThat(response - service).isGreaterThan(0.9 * heldUp);
    // From the send on there is no trace of it, in Gatling's whole milliseconds neither.
    assertThat(service)
        .isCloseTo(
            steady.stream().mapToDouble(call -> call.endNanos() - call.sentNanos()).sum(),
            withinPercentage(1));
    double gatling =
        run.gatling().responses().stream()
            .skip(plan.firstArrival(1))
            .mapToLong(each -> each.endMillis() - each.startMillis())
            .sum();
    assertThat(gatling * 1e6).isLessThan(response - 0.5 * heldUp);
  }

  private static double total(Histogram histogram) {
    return histogram.getMean() * histogram.getTotalCount();
  }
}
