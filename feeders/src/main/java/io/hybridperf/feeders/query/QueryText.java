package io.hybridperf.feeders.query;

import io.hybridperf.feeders.file.ShippedFile;
import java.util.List;
import java.util.stream.Collectors;

/** A line of queries.tsv: the kind, a tab, the text. */
public record QueryText(Query.Kind kind, String text) {

  static List<QueryText> decode(ShippedFile file, String tsv) {
    return tsv.lines().map(line -> parse(file, line)).toList();
  }

  public static String encode(List<QueryText> texts) {
    return texts.stream()
        .map(text -> text.kind + "\t" + text.text + "\n")
        .collect(Collectors.joining());
  }

  private static QueryText parse(ShippedFile file, String line) {
    int tab = line.indexOf('\t');
    for (Query.Kind kind : Query.Kind.values()) {
      if (tab > 0 && kind.name().equals(line.substring(0, tab))) {
        return new QueryText(kind, line.substring(tab + 1));
      }
    }
    throw file.damaged("\"" + line + "\" is not of the form KIND<tab>text");
  }
}
