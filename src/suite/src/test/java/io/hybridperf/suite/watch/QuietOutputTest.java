package io.hybridperf.suite.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietOutputTest {

  @ParameterizedTest
  @CsvSource({
    "-q gatling:test -Dsimulation=Burst, true",
    "' gatling:test -Dsimulation=Burst --quiet', true",
    "-B gatling:test -Dsimulation=Burst, false",
    "gatling:test -Dsimulation=-qps, false",
    "'', false",
  })
  void onlyWhatMavenCallsQuietIsQuiet(String arguments, boolean quiet) {
    assertThat(QuietOutput.isQuiet(arguments)).isEqualTo(quiet);
  }
}
