package io.hybridperf.hocon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncludesFirstTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "include \"a.conf\"\nqps = 1",
        "# include \"b.conf\"\n// so\ninclude \"a.conf\"\ninclude \"b.conf\"\nqps = 1",
        "{ include \"a.conf\", qps = 1 }",
        "qps = 1\ntls { include \"tls.conf\" }",
        "qps = 1\ntls {\n  # first\n  include file(\"tls.conf\")\n  enabled = on\n}",
        "description = \"what to\\n include \\\"a.conf\\\"\"",
        "description = \"\"\"what to\ninclude \"a.conf\"\n\"\"\"",
        "description = include the rest",
        "include-me = 1\nincluded = 2",
        "qps = 1\n# include \"a.conf\"",
      })
  void nothingIsOverriddenByThese(String text) {
    assertThat(IncludesFirst.missedBy(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "qps = 1\ninclude \"a.conf\"",
        "qps = 1, include \"a.conf\"",
        "\"qps\" = 1\n\n  include \"a.conf\"",
        "tls { enabled = on }\ninclude \"a.conf\"",
        "{ qps = 1\n include \"a.conf\" }",
        "tls {\n enabled = on\n include \"a.conf\"\n}",
        "include \"first.conf\"\nqps = 1\ninclude \"a.conf\"",
      })
  void whatStandsBeforeAnIncludeWouldBeLost(String text) {
    assertThat(IncludesFirst.missedBy(text))
        .hasValueSatisfying(late -> {
          assertThat(late.text()).isEqualTo("include \"a.conf\"");
          assertThat(text.lines().skip(late.line() - 1).findFirst().orElseThrow())
              .contains(late.text());
        });
  }
}
