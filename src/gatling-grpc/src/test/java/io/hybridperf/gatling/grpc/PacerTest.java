package io.hybridperf.gatling.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** In simulated time, which begins shortly before {@link System#nanoTime()} would overflow. */
class PacerTest {
  private static final long ORIGIN = Long.MAX_VALUE - 20_000;

  /** Someone who comes at a time and wants to leave at another. */
  record Passenger(long comesNanos, long dueNanos) {}

  private record Alarm(long atNanos, int number, Runnable task) {}

  /** Time, timers, and who left when. */
  private static final class World {
    private final PriorityQueue<Alarm> alarms =
        new PriorityQueue<>(
            Comparator.comparingLong(Alarm::atNanos).thenComparingInt(Alarm::number));
    private final List<Long> leftNanos = new ArrayList<>();
    private final List<Passenger> left = new ArrayList<>();
    private long now;
    private int timers;
    private final Pacer pacer =
        new Pacer(
            () -> ORIGIN + now,
            (delay, task) -> alarms.add(new Alarm(now + Math.max(0, delay), timers++, task)));

    private void come(Passenger passenger) {
      passUntil(passenger.comesNanos);
      pacer.at(
          ORIGIN + passenger.dueNanos,
          () -> {
            left.add(passenger);
            leftNanos.add(now);
          });
    }

    private void passUntil(long time) {
      while (!alarms.isEmpty() && alarms.peek().atNanos <= time) {
        Alarm next = alarms.poll();
        now = next.atNanos;
        next.task.run();
      }
      now = time;
    }
  }

  @Provide
  Arbitrary<List<Passenger>> passengers() {
    Arbitrary<Long> times = Arbitraries.longs().between(0, 50_000);
    return Combinators.combine(times, times)
        .as(Passenger::new)
        .list()
        .ofMaxSize(60)
        .map(all -> all.stream().sorted(Comparator.comparingLong(Passenger::comesNanos)).toList());
  }

  @Property
  void everyoneLeavesExactlyInTimeOrAtOnceIfLate(@ForAll("passengers") List<Passenger> passengers) {
    World world = new World();
    passengers.forEach(world::come);
    world.passUntil(100_000);

    assertThat(world.left).hasSameSizeAs(passengers).containsAll(passengers);
    for (int i = 0; i < world.left.size(); i++) {
      Passenger passenger = world.left.get(i);
      assertThat(world.leftNanos.get(i))
          .isEqualTo(Math.max(passenger.comesNanos, passenger.dueNanos));
    }
    assertThat(world.pacer.size()).isZero();
  }

  @Property
  void thereIsOneTimerForEachTimeAtMost(@ForAll("passengers") List<Passenger> passengers) {
    World world = new World();
    passengers.forEach(world::come);
    world.passUntil(100_000);

    // One more where someone came who is due before all others: the timer for those was armed.
    long times = passengers.stream().mapToLong(Passenger::dueNanos).distinct().count();
    assertThat(world.timers).isLessThanOrEqualTo((int) (2 * times));
  }

  @Test
  void thoseWhoAreDueTogetherLeaveTogetherInTheOrderInWhichTheyCame() {
    World world = new World();
    List<Passenger> due = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      Passenger passenger = new Passenger(i, 30_000);
      due.add(passenger);
      world.come(passenger);
    }
    world.passUntil(29_999);
    assertThat(world.left).isEmpty();

    world.passUntil(30_000);

    assertThat(world.left).isEqualTo(due);
    assertThat(world.timers).isEqualTo(1);
  }
}
