package io.hybridperf.coordinator.store.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Deadline;
import io.hybridperf.coordinator.config.BreakerConfig;
import io.hybridperf.coordinator.config.StoreTimeouts;
import io.hybridperf.coordinator.store.PoolState;
import io.hybridperf.coordinator.store.StoreException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final int CALLS = 4;
  private static final Duration DEAD_AFTER = Duration.ofMillis(50);
  private static final Duration SLOW = Duration.ofMillis(20);

  private final Gate gate = gate(Duration.ofMinutes(10));

  private static Gate gate(Duration openFor) {
    return gate(openFor, Duration.ofSeconds(30));
  }

  private static Gate gate(Duration openFor, Duration writeTimeout) {
    return new Gate(
        "the store",
        2,
        new StoreTimeouts(Duration.ofSeconds(20), writeTimeout),
        new BreakerConfig(Duration.ofSeconds(30), CALLS, 0.5, DEAD_AFTER, SLOW, openFor),
        failure -> failure.getCause() instanceof IllegalArgumentException);
  }

  private static Deadline in(long seconds) {
    return Deadline.after(seconds, TimeUnit.SECONDS);
  }

  private void pass(Gate.Kind kind, Gate.Operation<?> operation) {
    pass(gate, kind, in(20), operation);
  }

  private static void pass(
      Gate gate, Gate.Kind kind, Deadline requested, Gate.Operation<?> operation) {
    try {
      gate.pass(
          kind,
          requested,
          deadline -> {
            try {
              return operation.run(deadline);
            } finally {
              gate.release();
            }
          });
    } catch (StoreException e) {
      // What the gate made of it is what is asked for.
    }
  }

  private void fail(Gate.Kind kind, StoreException.Reason reason, Throwable cause) {
    pass(
        kind,
        deadline -> {
          throw new StoreException(reason, "no", cause);
        });
  }

  private static Object slowly() {
    long end = System.nanoTime() + SLOW.toNanos() + 1;
    while (System.nanoTime() - end < 0) {
      LockSupport.parkNanos(SLOW.toNanos());
    }
    return 1;
  }

  @Test
  void aStoreThatIsAwayIsLeftAlone() {
    for (int i = 0; i < CALLS; i++) {
      assertThat(gate.state()).isEqualTo(Gate.State.CLOSED);
      fail(Gate.Kind.READ, StoreException.Reason.UNAVAILABLE, new IllegalStateException());
    }

    assertThat(gate.state()).isEqualTo(Gate.State.OPEN);
    assertThatThrownBy(() -> gate.pass(in(20), deadline -> 1))
        .isInstanceOf(StoreException.class)
        .hasMessage("the store is unavailable");
    assertThatThrownBy(gate::refuseWhileOpen).isInstanceOf(StoreException.class);
    assertThat(gate.rejected()).isOne();
    assertThat(gate.pool()).isEqualTo(new PoolState(0, 2, 2));
  }

  @Test
  void aStoreThatDiesIsLeftAloneHoweverManyCallsWereGoodBefore() throws Exception {
    good(10_000);
    long start = System.nanoTime();
    int failures = 0;
    while (gate.state() == Gate.State.CLOSED) {
      assertThat(failures).isLessThan(5_000); // That is what the share of failures needs.
      fail(Gate.Kind.READ, StoreException.Reason.UNAVAILABLE, new IllegalStateException());
      failures++;
      Thread.sleep(1);
    }

    assertThat(failures).isGreaterThanOrEqualTo(CALLS);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(DEAD_AFTER.toNanos());
  }

  @Test
  void aStoreThatAnswersNowAndThenIsNotDead() throws Exception {
    good(10_000);
    for (int i = 0; i < 20; i++) {
      fail(Gate.Kind.READ, StoreException.Reason.UNAVAILABLE, new IllegalStateException());
      fail(Gate.Kind.READ, StoreException.Reason.UNAVAILABLE, new IllegalStateException());
      Thread.sleep(DEAD_AFTER.dividedBy(5));
      good(1);
    }

    assertThat(gate.state()).isEqualTo(Gate.State.CLOSED);
  }

  private void good(int calls) {
    for (int i = 0; i < calls; i++) {
      pass(Gate.Kind.WRITE, deadline -> 1); // Not judged by their time, on a slow machine.
    }
  }

  @Test
  void aStoreWhoseEveryOperationHangsIsDeadToThoseWhoWaitForOne() throws Exception {
    good(10_000);
    gate.pass(in(20), deadline -> 1);
    gate.pass(in(20), deadline -> 1); // Both slots are taken now, and stay so.
    while (gate.state() == Gate.State.CLOSED) {
      assertThatThrownBy(() -> gate.pass(Deadline.after(25, TimeUnit.MILLISECONDS), deadline -> 1))
          .isInstanceOf(StoreException.class);
    }
  }

  @Test
  void aStoreThatHoldsOnToWhatItWasGivenIsNotBack() throws Exception {
    Gate brief = gate(Duration.ofMillis(200));
    brief.pass(in(20), deadline -> 1);
    brief.pass(in(20), deadline -> 1); // Both slots are taken now, and stay so.
    for (int leftAlone = 0; leftAlone < 3; leftAlone++) {
      awaitState(brief, Gate.State.OPEN);
      awaitState(brief, Gate.State.HALF_OPEN);
    }
  }

  /** However it comes about, calls with little time go on all the while. */
  private static void awaitState(Gate gate, Gate.State state) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (gate.state() != state) {
      assertThat(System.nanoTime()).isLessThan(end);
      if (gate.state() != Gate.State.OPEN) {
        assertThatThrownBy(
                () -> gate.pass(Deadline.after(25, TimeUnit.MILLISECONDS), deadline -> 1))
            .isInstanceOf(StoreException.class);
      }
      Thread.sleep(1);
    }
  }

  @Test
  void oneOperationTriesWhetherItIsBack() throws Exception {
    Gate brief = gate(Duration.ofMillis(50));
    for (int i = 0; i < CALLS; i++) {
      assertThatThrownBy(() ->
              brief.pass(
                  in(20),
                  deadline -> {
                    brief.release();
                    throw new StoreException(StoreException.Reason.UNAVAILABLE, "no");
                  }))
          .isInstanceOf(StoreException.class);
    }
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (brief.state() != Gate.State.HALF_OPEN) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(5);
    }

    brief.pass(
        in(20),
        deadline -> {
          assertThatThrownBy(() -> brief.pass(in(20), second -> 1))
              .isInstanceOf(StoreException.class);
          brief.release();
          return 1;
        });

    assertThat(brief.state()).isEqualTo(Gate.State.CLOSED);
  }

  @Test
  void aStoreWhoseReadsAreSlowIsLeftAlone() {
    for (int i = 0; i < CALLS; i++) {
      pass(Gate.Kind.READ, deadline -> slowly());
    }

    assertThat(gate.state()).isEqualTo(Gate.State.OPEN);
  }

  @Test
  void writesTakeAsLongAsTheyTake() {
    for (int i = 0; i < CALLS; i++) {
      pass(Gate.Kind.WRITE, deadline -> slowly());
    }

    assertThat(gate.state()).isEqualTo(Gate.State.CLOSED);
  }

  @Test
  void slowWritesDoNotHideThatReadsAreSlow() {
    for (int i = 0; i < CALLS; i++) {
      pass(Gate.Kind.READ, deadline -> slowly());
      for (int writes = 0; writes < 4; writes++) {
        pass(Gate.Kind.WRITE, deadline -> slowly());
      }
    }

    assertThat(gate.state()).isEqualTo(Gate.State.OPEN);
  }

  @Test
  void aCallerInAHurrySaysNothingAboutTheStore() {
    for (int i = 0; i < 10 * CALLS; i++) {
      fail(Gate.Kind.READ, StoreException.Reason.TIMEOUT, new IllegalStateException());
    }

    assertThat(gate.state()).isEqualTo(Gate.State.CLOSED);
  }

  @Test
  void aTimeoutAfterALongWaitIsAFailure() {
    for (int i = 0; i < CALLS; i++) {
      pass(
          Gate.Kind.READ,
          deadline -> {
            slowly();
            throw new StoreException(StoreException.Reason.TIMEOUT, "no");
          });
    }

    assertThat(gate.state()).isEqualTo(Gate.State.OPEN);
  }

  @Test
  void readsAndWritesHaveTimesOfTheirOwn() {
    Gate patient = gate(Duration.ofMinutes(10), Duration.ofMinutes(5));
    Duration[] given = new Duration[3];
    pass(patient, Gate.Kind.READ, in(1000), deadline -> given[0] = left(deadline));
    pass(patient, Gate.Kind.WRITE, in(1000), deadline -> given[1] = left(deadline));
    pass(patient, Gate.Kind.WRITE, in(100), deadline -> given[2] = left(deadline));

    assertThat(given[0]).isLessThanOrEqualTo(Duration.ofSeconds(20));
    assertThat(given[1]).isBetween(Duration.ofSeconds(101), Duration.ofMinutes(5));
    assertThat(given[2]).isBetween(Duration.ofSeconds(21), Duration.ofSeconds(100));
  }

  private static Duration left(Deadline deadline) {
    return Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
  }

  @Test
  void aWriteThatRunsOutOfTheStoresOwnTimeIsAFailure() {
    Gate brief = gate(Duration.ofMinutes(10), SLOW);
    for (int i = 0; i < CALLS; i++) {
      pass(brief, Gate.Kind.WRITE, in(20), GateTest::runOutOfTime);
    }

    assertThat(brief.state()).isEqualTo(Gate.State.OPEN);
  }

  @Test
  void aWriteThatRunsOutOfItsCallersTimeSaysNothingAboutTheStore() {
    for (int i = 0; i < 2 * CALLS; i++) {
      pass(
          gate,
          Gate.Kind.WRITE,
          Deadline.after(2 * SLOW.toNanos(), TimeUnit.NANOSECONDS),
          GateTest::runOutOfTime);
    }

    assertThat(gate.state()).isEqualTo(Gate.State.CLOSED);
  }

  private static Object runOutOfTime(Deadline deadline) throws StoreException {
    while (!deadline.isExpired()) {
      LockSupport.parkNanos(SLOW.toNanos());
    }
    throw new StoreException(StoreException.Reason.TIMEOUT, "no");
  }

  @Test
  void anAnswerThatRefusesARequestComesFromAStoreThatIsWell() {
    for (int i = 0; i < CALLS; i++) {
      fail(Gate.Kind.READ, StoreException.Reason.UNAVAILABLE, new IllegalArgumentException());
    }

    assertThat(gate.state()).isEqualTo(Gate.State.CLOSED);
  }

  @Test
  void whoFindsTheGateFullWaitsAndSaysForHowLong() throws Exception {
    gate.pass(in(20), deadline -> 1);
    assertThat(gate.queueWait().takeLeastNanos()).isZero();
    gate.pass(in(20), deadline -> 1); // Both slots are taken now.

    assertThatThrownBy(() -> gate.pass(Deadline.after(20, TimeUnit.MILLISECONDS), deadline -> 1))
        .isInstanceOf(StoreException.class)
        .hasMessage("the store did not answer in time");

    assertThat(gate.queueWait().takeLeastNanos()).isZero(); // The second did not wait.
    assertThatThrownBy(() -> gate.pass(Deadline.after(20, TimeUnit.MILLISECONDS), deadline -> 1))
        .isInstanceOf(StoreException.class);
    assertThat(gate.queueWait().takeLeastNanos())
        .isGreaterThanOrEqualTo(Duration.ofMillis(19).toNanos());
    assertThat(gate.state()).isEqualTo(Gate.State.CLOSED);
  }
}
