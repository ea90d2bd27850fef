package io.hybridperf.e2e;

import java.util.Random;
import java.util.stream.Stream;

/** Texts of queries that a text index might take for more than words. */
final class QueryTexts {
  private QueryTexts() {}

  /** Operators, wildcards and escapes of Lucene's query language. */
  static Stream<String> luceneSyntax() {
    return Stream.of(
        "*",
        "*:*",
        "title:*",
        "?oy",
        "to*",
        "[* TO *]",
        "{a TO z}",
        "/.*/",
        "toy~2 tory~",
        "AND",
        "OR",
        "NOT",
        "AND AND",
        "NOT toy",
        "toy AND",
        "\\",
        "\\\\",
        "toy\\",
        "\"",
        "\"toy",
        "(",
        ")(",
        "((((((((((",
        "toy^",
        "toy^4 ^9",
        "+toy -story !",
        "&& ||",
        "a:b:c",
        "^",
        "~",
        "\u3000",
        "\u00a0",
        "\f",
        "\u2028",
        "<>=@#",
        "_exists_:title",
        "\\u0000 \\uzzzz");
  }

  static int characters(String text) {
    return text.codePointCount(0, text.length());
  }

  /** All different, as words are counted once. */
  static String ideographs(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.appendCodePoint(0x4e00 + i);
    }
    return text.toString();
  }

  static String anyText(Random random) {
    return random
        .ints(1 + random.nextInt(60), 1, 0x20000)
        .filter(character -> character < 0xd800 || character > 0xdfff)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .append('.')
        .toString();
  }
}
