package io.hybridperf.feeders.file;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads MovieLens' CSV: a header row, comma separated, fields with commas in double quotes, quotes
 * doubled inside.
 */
public final class Csv {

  private Csv() {}

  /** The rows after the header; every one must have as many fields as the header. */
  public static List<List<String>> rows(ShippedFile file, String expectedHeader) {
    List<String> lines = file.text().lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(expectedHeader)) {
      throw file.damaged("its first line is not \"" + expectedHeader + "\"");
    }
    int width = fields(expectedHeader).size();
    List<List<String>> rows = new ArrayList<>(lines.size() - 1);
    for (int i = 1; i < lines.size(); i++) {
      List<String> row = fields(lines.get(i));
      if (row.size() != width) {
        throw file.damaged(
            "line " + (i + 1) + " has " + row.size() + " fields instead of " + width);
      }
      rows.add(row);
    }
    return rows;
  }

  /** Splits one line. */
  static List<String> fields(String line) {
    List<String> fields = new ArrayList<>(4);
    StringBuilder quoted = new StringBuilder();
    int at = 0;
    while (true) {
      if (at < line.length() && line.charAt(at) == '"') {
        quoted.setLength(0);
        at = readQuoted(line, at + 1, quoted);
        fields.add(quoted.toString());
      } else {
        int comma = line.indexOf(',', at);
        int end = comma < 0 ? line.length() : comma;
        fields.add(line.substring(at, end));
        at = end;
      }
      if (at >= line.length()) {
        return fields;
      }
      at++;
    }
  }

  /**
   * Appends the field whose opening quote is before {@code at}; returns the place after its closing
   * quote.
   */
  private static int readQuoted(String line, int at, StringBuilder field) {
    int i = at;
    while (i < line.length()) {
      char c = line.charAt(i++);
      if (c != '"') {
        field.append(c);
      } else if (i < line.length() && line.charAt(i) == '"') {
        field.append('"');
        i++;
      } else {
        return i;
      }
    }
    return i;
  }
}
