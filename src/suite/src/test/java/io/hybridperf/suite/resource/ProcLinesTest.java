package io.hybridperf.suite.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcLinesTest {

  @Test
  void linesOfAStatusAreReadInBytes() {
    List<String> status =
        List.of("VmRSS:\t  200 kB", "RssAnon:\t     100 kB", "RssFile:\t      60 kB");

    assertThat(ProcLines.bytes(status, "RssAnon")).hasValue(102_400);
    assertThat(ProcLines.bytes(status, "RssShmem")).isEmpty();
  }
}
