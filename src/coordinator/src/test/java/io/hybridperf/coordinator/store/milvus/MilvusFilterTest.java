package io.hybridperf.coordinator.store.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.Range;
import io.hybridperf.api.v1.TextIn;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MilvusFilterTest {

  // The string literal of Milvus's grammar: no raw quote, backslash or line break inside.
  private static final String STRING =
      "\"((?:[^\"\\\\\\r\\n]|\\\\[\"\\\\nrt]|\\\\u[0-9a-f]{4})*)\"";
  private static final Pattern IN =
      Pattern.compile("genre in \\[" + STRING + "(?:, " + STRING + ")*\\]", Pattern.DOTALL);
  private static final Pattern NEXT = Pattern.compile("\\G(?:\\[|, )" + STRING, Pattern.DOTALL);
  private static final Pattern ESCAPE = Pattern.compile("\\\\(u([0-9a-f]{4})|.)");

  @Provide
  Arbitrary<String> hostile() {
    return Arbitraries.oneOf(
        Arbitraries.strings(),
        Arbitraries.strings().withChars("\"\\'[](),\n\r\t\0\u007f\u2028 anu01").ofMaxLength(12),
        Arbitraries.of(
            "\"] or content_id > 0 or genre in [\"", "\\", "\\\"", "\\u0022", "' or 1 == 1", "😀"));
  }

  @Provide
  Arbitrary<List<String>> values() {
    return hostile().list().ofMinSize(1).ofMaxSize(6);
  }

  @Property(tries = 3000)
  void everyValueReadsBackAsItselfAndNothingElseIsInTheExpression(
      @ForAll("values") List<String> values) {
    String expression =
        MilvusFilter.of(
            List.of(
                Filter.newBuilder()
                    .setField("genre")
                    .setIn(TextIn.newBuilder().addAllValues(values))
                    .build()));
    assertThat(expression).matches(IN);
    List<String> read = new ArrayList<>();
    Matcher matcher = NEXT.matcher(expression).region("genre in ".length(), expression.length());
    while (matcher.find()) {
      read.add(unescape(matcher.group(1)));
    }
    assertThat(read).isEqualTo(values);
  }

  private static String unescape(String literal) {
    return ESCAPE
        .matcher(literal)
        .replaceAll(match ->
            Matcher.quoteReplacement(
                switch (match.group(1).charAt(0)) {
                  case 'n' -> "\n";
                  case 'r' -> "\r";
                  case 't' -> "\t";
                  case 'u' -> String.valueOf((char) Integer.parseInt(match.group(2), 16));
                  default -> match.group(1);
                }));
  }

  @Example
  void conditionsAreJoinedAndYearsAreWholeNumbers() {
    assertThat(
            MilvusFilter.of(
                List.of(
                    Filter.newBuilder()
                        .setField("genre")
                        .setIn(TextIn.newBuilder().addValues("a").addValues("b"))
                        .build(),
                    Filter.newBuilder()
                        .setField("release_year")
                        .setRange(Range.newBuilder().setMin(1989.5).setMax(1e300))
                        .build(),
                    Filter.newBuilder()
                        .setField("popularity")
                        .setRange(Range.newBuilder().setMax(0.25))
                        .build())))
        .isEqualTo(
            "genre in [\"a\", \"b\"] and release_year >= 1990 and release_year <= 2147483648"
                + " and popularity <= 0.25");
    assertThat(MilvusFilter.of(List.of())).isEmpty();
    assertThat(MilvusFilter.of(List.of(1L, -2L), List.of())).isEqualTo("content_id in [1, -2]");
  }
}
