package io.hybridperf.suite.watch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.hybridperf.suite.settings.UserError;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchedIntervalsTest {
  private static final Duration LOAD = Duration.ofSeconds(90);

  private static void check(String settings) {
    WatchedIntervals.check(ConfigFactory.parseString(settings), LOAD);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gpu { metrics-url = "http://a:1", every = 91s }     | gpu.every = 91s
          gpu { metrics-urls = ["http://a:1"], every = 6d }   | gpu.every = 6d
          leaks.every = 2m                                    | leaks.every = 2m
          recovery.window = 100s                              | recovery.window = 100s
          stop-when."all is lost" { for = 2m }                | stop-when."all is lost".for = 2m
          """)
  void whatWouldNeverComeIsRefused(String settings, String named) {
    assertThatThrownBy(() -> check(settings))
        .isInstanceOf(UserError.class)
        .hasMessage(
            named
                + ": longer than the load of 90 s, in which it would never come; shorten it, or lengthen duration");
  }

  @Test
  void whatComesOnceIsTaken() {
    assertThatCode(
            () -> {
              check("");
              check("leaks.every = 90s, recovery.window = 1s, stop-when.x.for = 90s");
              check("gpu { metrics-url = \"http://a:1\", every = 1s }");
              // Nobody is asked.
              check("gpu.every = 6d");
            })
        .doesNotThrowAnyException();
  }
}
