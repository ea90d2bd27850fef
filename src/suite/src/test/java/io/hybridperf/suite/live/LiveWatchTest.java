package io.hybridperf.suite.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveWatchTest {

  @ParameterizedTest
  @CsvSource({
    "auto,,true",
    "auto,'',true",
    "auto,false,true",
    "auto,true,false",
    "auto,1,false",
    "on,true,true",
    "off,,false"
  })
  void byDefaultItIsForPeopleAndNotForPipelines(String live, String ci, boolean wanted) {
    assertThat(LiveWatch.wanted(live, ci)).isEqualTo(wanted);
  }
}
