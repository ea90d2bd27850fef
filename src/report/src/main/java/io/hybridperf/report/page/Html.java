package io.hybridperf.report.page;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.report.chart.Chart;
import io.hybridperf.report.chart.Pictures;
import io.hybridperf.report.chart.Table;
import io.hybridperf.report.model.StartsJudgement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A run's page, with scripts that draw its charts, or with pictures of them beside it. */
final class Html {
  private static final TemplateEngine ENGINE =
      TemplateEngine.createPrecompiled(
          null,
          ContentType.Html,
          Html.class.getClassLoader(),
          "io.hybridperf.report.page.templates");

  private Html() {}

  /** {@return a page that needs nothing beside it} */
  static String interactive(Page page) {
    return page(page, true, style(), scripts(), data(charts(page)));
  }

  private static String scripts() {
    return "<script>%s</script>\n<script>%s</script>\n<script>%s</script>"
        .formatted(Pictures.library(), Pictures.options(), resource("page.js"));
  }

  /** {@return the page of a comparison, which needs nothing beside it} */
  static String ofComparison(ComparisonPage page) {
    StringOutput html = new StringOutput();
    ENGINE.render(
        "comparison.jte",
        Map.of("page", page, "style", style(), "scripts", scripts(), "data", data(page.charts())),
        html);
    return html.toString();
  }

  /** {@return a page that needs {@code static.css} and {@code charts/ID.svg} beside it} */
  static String withPictures(Page page) {
    return page(page, false, "", "", "");
  }

  /** {@return the page of several runs, which needs nothing beside it} */
  static String ofStarts(StartsJudgement judgement, Table values, Table objectives) {
    StringOutput html = new StringOutput();
    ENGINE.render(
        "starts.jte",
        Map.of(
            "verdict", judgement.verdict(),
            "starts", judgement.starts(),
            "values", values,
            "objectives", objectives,
            "style", style()),
        html);
    return html.toString();
  }

  static String style() {
    return resource("report.css");
  }

  static List<Chart> charts(Page page) {
    return page.sections().stream().flatMap(section -> section.charts().stream()).toList();
  }

  private static String page(
      Page page, boolean interactive, String style, String scripts, String data) {
    StringOutput html = new StringOutput();
    ENGINE.render(
        "report.jte",
        Map.of(
            "page", page,
            "interactive", interactive,
            "style", style,
            "scripts", scripts,
            "data", data),
        html);
    return html.toString();
  }

  /** No text in it ends the element that it is in. */
  private static String data(List<Chart> charts) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    charts.forEach(chart ->
        all.addObject().put("id", chart.id()).put("kind", chart.kind()).set("data", chart.data()));
    try {
      return Json.mapper()
          .writer()
          .without(SerializationFeature.INDENT_OUTPUT)
          .writeValueAsString(all)
          .replace("<", "\\u003c");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = Html.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
