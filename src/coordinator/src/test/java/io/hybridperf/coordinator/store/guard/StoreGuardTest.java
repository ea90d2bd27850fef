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

class StoreGuardTest {
  private static final int CALLS = 4;
  private static final Duration DEAD_AFTER = Duration.ofMillis(50);
  private static final Duration SLOW = Duration.ofMillis(20);

  private final StoreGuard guard = guard(Duration.ofMinutes(10));

  private static StoreGuard guard(Duration openFor) {
    return guard(openFor, Duration.ofSeconds(30));
  }

  private static StoreGuard guard(Duration openFor, Duration writeTimeout) {
    return new StoreGuard(
        "the store",
        2,
        new StoreTimeouts(Duration.ofSeconds(20), writeTimeout),
        new BreakerConfig(Duration.ofSeconds(30), CALLS, 0.5, DEAD_AFTER, SLOW, openFor),
        failure -> failure.getCause() instanceof IllegalArgumentException);
  }

  private static Deadline in(long seconds) {
    return Deadline.after(seconds, TimeUnit.SECONDS);
  }

  private void pass(Access access, StoreGuard.Operation<?> operation) {
    pass(guard, access, in(20), operation);
  }

  private static void pass(
      StoreGuard guard, Access access, Deadline requested, StoreGuard.Operation<?> operation) {
    try {
      guard.call(
          access,
          requested,
          deadline -> {
            try {
              return operation.run(deadline);
            } finally {
              guard.release();
            }
          });
    } catch (StoreException e) {
      // What the guard made of it is what is asked for.
    }
  }

  private void fail(Access access, StoreException.Reason reason, Throwable cause) {
    pass(
        access,
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
      assertThat(guard.state()).isEqualTo(BreakerState.CLOSED);
      fail(Access.READ, StoreException.Reason.UNAVAILABLE, new IllegalStateException());
    }

    assertThat(guard.state()).isEqualTo(BreakerState.OPEN);
    assertThatThrownBy(() -> guard.call(Access.READ, in(20), deadline -> 1))
        .isInstanceOf(StoreException.class)
        .hasMessage("the store is unavailable");
    assertThatThrownBy(guard::requireNotOpen).isInstanceOf(StoreException.class);
    assertThat(guard.rejected()).isOne();
    assertThat(guard.pool()).isEqualTo(new PoolState(0, 2, 2, 0));
  }

  @Test
  void aStoreThatDiesIsLeftAloneHoweverManyCallsWereGoodBefore() throws Exception {
    good(10_000);
    long start = System.nanoTime();
    int failures = 0;
    while (guard.state() == BreakerState.CLOSED) {
      assertThat(failures).isLessThan(5_000); // That is what the share of failures needs.
      fail(Access.READ, StoreException.Reason.UNAVAILABLE, new IllegalStateException());
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
      fail(Access.READ, StoreException.Reason.UNAVAILABLE, new IllegalStateException());
      fail(Access.READ, StoreException.Reason.UNAVAILABLE, new IllegalStateException());
      Thread.sleep(DEAD_AFTER.dividedBy(5));
      good(1);
    }

    assertThat(guard.state()).isEqualTo(BreakerState.CLOSED);
  }

  private void good(int calls) {
    for (int i = 0; i < calls; i++) {
      pass(Access.WRITE, deadline -> 1); // Not judged by their time, on a slow machine.
    }
  }

  @Test
  void aStoreWhoseEveryOperationHangsIsDeadToThoseWhoWaitForOne() throws Exception {
    good(10_000);
    guard.call(Access.READ, in(20), deadline -> 1);
    guard.call(Access.READ, in(20), deadline -> 1); // Both slots are taken now, and stay so.
    while (guard.state() == BreakerState.CLOSED) {
      assertThatThrownBy(() ->
              guard.call(Access.READ, Deadline.after(25, TimeUnit.MILLISECONDS), deadline -> 1))
          .isInstanceOf(StoreException.class);
    }
  }

  @Test
  void aStoreThatHoldsOnToWhatItWasGivenIsNotBack() throws Exception {
    StoreGuard brief = guard(Duration.ofMillis(200));
    brief.call(Access.READ, in(20), deadline -> 1);
    brief.call(Access.READ, in(20), deadline -> 1); // Both slots are taken now, and stay so.
    for (int leftAlone = 0; leftAlone < 3; leftAlone++) {
      awaitState(brief, BreakerState.OPEN);
      awaitState(brief, BreakerState.HALF_OPEN);
    }
  }

  /** However it comes about, calls with little time go on all the while. */
  private static void awaitState(StoreGuard guard, BreakerState state) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (guard.state() != state) {
      assertThat(System.nanoTime()).isLessThan(end);
      if (guard.state() != BreakerState.OPEN) {
        assertThatThrownBy(() ->
                guard.call(Access.READ, Deadline.after(25, TimeUnit.MILLISECONDS), deadline -> 1))
            .isInstanceOf(StoreException.class);
      }
      Thread.sleep(1);
    }
  }

  @Test
  void oneOperationTriesWhetherItIsBack() throws Exception {
    StoreGuard brief = guard(Duration.ofMillis(50));
    for (int i = 0; i < CALLS; i++) {
      assertThatThrownBy(() ->
              brief.call(
                  Access.READ,
                  in(20),
                  deadline -> {
                    brief.release();
                    throw new StoreException(StoreException.Reason.UNAVAILABLE, "no");
                  }))
          .isInstanceOf(StoreException.class);
    }
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (brief.state() != BreakerState.HALF_OPEN) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(5);
    }

    brief.call(
        Access.READ,
        in(20),
        deadline -> {
          assertThatThrownBy(() -> brief.call(Access.READ, in(20), second -> 1))
              .isInstanceOf(StoreException.class);
          brief.release();
          return 1;
        });

    assertThat(brief.state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void aStoreWhoseReadsAreSlowIsLeftAlone() {
    for (int i = 0; i < CALLS; i++) {
      pass(Access.READ, deadline -> slowly());
    }

    assertThat(guard.state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void writesTakeAsLongAsTheyTake() {
    for (int i = 0; i < CALLS; i++) {
      pass(Access.WRITE, deadline -> slowly());
    }

    assertThat(guard.state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void slowWritesDoNotHideThatReadsAreSlow() {
    for (int i = 0; i < CALLS; i++) {
      pass(Access.READ, deadline -> slowly());
      for (int writes = 0; writes < 4; writes++) {
        pass(Access.WRITE, deadline -> slowly());
      }
    }

    assertThat(guard.state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void aCallerInAHurrySaysNothingAboutTheStore() {
    for (int i = 0; i < 10 * CALLS; i++) {
      fail(Access.READ, StoreException.Reason.TIMEOUT, new IllegalStateException());
    }

    assertThat(guard.state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void aTimeoutAfterALongWaitIsAFailure() {
    for (int i = 0; i < CALLS; i++) {
      pass(
          Access.READ,
          deadline -> {
            slowly();
            throw new StoreException(StoreException.Reason.TIMEOUT, "no");
          });
    }

    assertThat(guard.state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void readsAndWritesHaveTimesOfTheirOwn() {
    StoreGuard patient = guard(Duration.ofMinutes(10), Duration.ofMinutes(5));
    Duration[] given = new Duration[3];
    pass(patient, Access.READ, in(1000), deadline -> given[0] = left(deadline));
    pass(patient, Access.WRITE, in(1000), deadline -> given[1] = left(deadline));
    pass(patient, Access.WRITE, in(100), deadline -> given[2] = left(deadline));

    assertThat(given[0]).isLessThanOrEqualTo(Duration.ofSeconds(20));
    assertThat(given[1]).isBetween(Duration.ofSeconds(101), Duration.ofMinutes(5));
    assertThat(given[2]).isBetween(Duration.ofSeconds(21), Duration.ofSeconds(100));
  }

  private static Duration left(Deadline deadline) {
    return Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
  }

  @Test
  void aWriteThatRunsOutOfTheStoresOwnTimeIsAFailure() {
    StoreGuard brief = guard(Duration.ofMinutes(10), SLOW);
    for (int i = 0; i < CALLS; i++) {
      pass(brief, Access.WRITE, in(20), StoreGuardTest::runOutOfTime);
    }

    assertThat(brief.state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void aWriteThatRunsOutOfItsCallersTimeSaysNothingAboutTheStore() {
    for (int i = 0; i < 2 * CALLS; i++) {
      pass(
          guard,
          Access.WRITE,
          Deadline.after(2 * SLOW.toNanos(), TimeUnit.NANOSECONDS),
          StoreGuardTest::runOutOfTime);
    }

    assertThat(guard.state()).isEqualTo(BreakerState.CLOSED);
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
      fail(Access.READ, StoreException.Reason.UNAVAILABLE, new IllegalArgumentException());
    }

    assertThat(guard.state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void whoWaitsForRoomIsCounted() throws Exception {
    guard.call(Access.READ, in(20), deadline -> 1);
    guard.call(Access.READ, in(20), deadline -> 1); // Both slots are taken now.
    Thread waits =
        Thread.ofVirtual()
            .start(() -> {
              try {
                guard.call(Access.READ, in(20), deadline -> 1);
              } catch (StoreException e) {
                // Then it is counted no more, and the test ends by its limit.
              }
            });
    while (guard.pool().waiting() == 0 && waits.isAlive()) {
      Thread.sleep(1);
    }
    assertThat(guard.pool()).isEqualTo(new PoolState(2, 0, 2, 1));

    guard.release();
    waits.join();

    assertThat(guard.pool()).isEqualTo(new PoolState(2, 0, 2, 0));
  }

  @Test
  void aCallerWhoFindsTheBulkheadFullQueuesAndTheDelayIsRecorded() throws Exception {
    guard.call(Access.READ, in(20), deadline -> 1);
    assertThat(guard.queueDelay().takeMinimumNanos()).isZero();
    guard.call(Access.READ, in(20), deadline -> 1); // Both slots are taken now.

    assertThatThrownBy(
            () -> guard.call(Access.READ, Deadline.after(20, TimeUnit.MILLISECONDS), deadline -> 1))
        .isInstanceOf(StoreException.class)
        .hasMessage("the store did not answer in time");

    assertThat(guard.queueDelay().takeMinimumNanos()).isZero(); // The second did not wait.
    assertThatThrownBy(
            () -> guard.call(Access.READ, Deadline.after(20, TimeUnit.MILLISECONDS), deadline -> 1))
        .isInstanceOf(StoreException.class);
    assertThat(guard.queueDelay().takeMinimumNanos())
        .isGreaterThanOrEqualTo(Duration.ofMillis(19).toNanos());
    assertThat(guard.state()).isEqualTo(BreakerState.CLOSED);
  }
}
