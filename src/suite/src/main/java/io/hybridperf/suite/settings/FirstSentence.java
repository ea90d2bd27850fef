package io.hybridperf.suite.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a class's Javadoc begins with: the one line about it. */
final class FirstSentence {
  private static final Pattern END = Pattern.compile("[.?!](?=\\s|$)|<p>");

  private FirstSentence() {}

  /**
   * {@return the first sentence, or nothing if there is no such file or comment}
   *
   * @param source a Java file
   * @param name the class's name
   */
  static String of(Path source, String name) {
    if (!Files.exists(source)) {
      return "";
    }
    try {
      return in(Files.readString(source), name);
    } catch (IOException e) {
      throw new UncheckedIOException(source + " cannot be read", e);
    }
  }

  static String in(String source, String name) {
    Matcher type =
        Pattern.compile("(?m)^[\\w ]*\\bclass " + Pattern.quote(name) + "\\b").matcher(source);
    if (!type.find()) {
      return "";
    }
    int start = source.lastIndexOf("/**", type.start());
    int end = source.lastIndexOf("*/", type.start());
    if (start < 0 || end < start) {
      return "";
    }
    String text =
        source
            .substring(start + "/**".length(), end)
            .replaceAll("(?m)^\\s*\\*", "")
            .replaceAll("\\{@\\w+ ([^}]*)\\}", "$1")
            .strip();
    Matcher sentence = END.matcher(text);
    String first =
        sentence.find()
            ? text.substring(0, sentence.group().equals("<p>") ? sentence.start() : sentence.end())
            : text;
    return first.strip().replaceAll("\\s+", " ");
  }
}
