package io.hybridperf.embedded.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {

  @Test
  void theFourOrdersAreRead() {
    assertThat(Fault.parse("stop\n")).isEqualTo(new Fault.Stop());
    assertThat(Fault.parse("cut")).isEqualTo(new Fault.Cut());
    assertThat(Fault.parse(" restore ")).isEqualTo(new Fault.None());
    assertThat(Fault.parse("slow 2s")).isEqualTo(new Fault.Slow(Duration.ofSeconds(2)));
  }

  @Property
  void whatIsPrintedCanBeRead(@ForAll @IntRange(min = 1, max = 60_000) int millis) {
    Fault slow = new Fault.Slow(Duration.ofMillis(millis));

    assertThat(Fault.parse(slow.toString())).isEqualTo(slow);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "halt", "slow", "slow 5", "slow 0ms", "slow 61s", "slow -1s", "slow 1h"})
  void anythingElseIsRefusedWithWhatIsExpected(String order) {
    assertThatThrownBy(() -> Fault.parse(order))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(".*(expected stop, slow DURATION|outside 1ms\\.\\.60s).*");
  }
}
