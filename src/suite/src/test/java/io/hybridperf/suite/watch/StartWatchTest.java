package io.hybridperf.suite.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartWatchTest {
  private final AtomicLong now = new AtomicLong();
  private final List<String> said = new ArrayList<>();
  private final List<String> ends = new ArrayList<>();
  private final StartWatch watch = new StartWatch(now::get, said::add, ends::add);

  @AfterEach
  void close() {
    watch.close();
  }

  private void after(Duration time) {
    now.addAndGet(time.toNanos());
    watch.look();
  }

  @Test
  void aRunThatDoesNotBeginSaysWhatItWaitsForAndEndsInTime() {
    watch.waitsFor("the first request", () -> false);
    after(Duration.ofSeconds(15));
    assertThat(said).containsExactly("not begun yet: waiting for the first request, 15 s");

    after(Duration.ofSeconds(90));
    assertThat(ends).isEmpty();
    after(Duration.ofSeconds(15));
    assertThat(ends)
        .containsExactly(
            "the run has not begun and is INVALID: it has waited for the first request for 120 s;"
                + " is there a processor to spare?");
  }

  @Test
  void aTargetMayTakeItsTimeToStart() {
    watch.waitsForTarget();
    after(Duration.ofMinutes(9));
    assertThat(said).containsExactly("not begun yet: waiting for the target, 540 s");
    assertThat(ends).isEmpty();

    after(Duration.ofMinutes(1));
    assertThat(ends).hasSize(1);
  }

  @Test
  void whatIsKnownToTakeLongerIsGivenLonger() {
    watch.bePatient(3);
    watch.waitsForTarget();
    after(Duration.ofMinutes(29));
    assertThat(ends).isEmpty();

    after(Duration.ofMinutes(1));
    assertThat(ends).hasSize(1);
  }

  @Test
  void aRunThatHasBegunIsLeftAlone() {
    AtomicBoolean begun = new AtomicBoolean();
    watch.waitsFor("the first request", begun::get);
    begun.set(true);
    after(Duration.ofHours(1));

    assertThat(said).isEmpty();
    assertThat(ends).isEmpty();
  }
}
