package io.hybridperf.report.chart;

import io.hybridperf.measurement.files.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.ScriptableObject;

/**
 * Draws charts as SVG with ECharts, on the JVM. To open it takes a second or two; for one thread,
 * the one that opened it.
 */
public final class Pictures implements AutoCloseable {
  private static final String ECHARTS =
      "/META-INF/resources/_static/echarts/6.0.0/dist/echarts.min.js";

  /** What the library asks of a browser when it draws at once, into a string. */
  private static final String BROWSER =
      """
      var self = this;
      var setTimeout = function () { return 0; };
      var clearTimeout = function () {};
      var console = { log: function () {}, warn: function () {}, error: function () {} };
      """;

  private static final String DRAW =
      """
      // In widths of DejaVu Sans, the widest of the fonts that a picture may be shown in.
      function width(text, size) {
        var wide = 0;
        for (var n = 0; n < text.length; n++) {
          var c = text.charAt(n);
          wide += c > '\\u2e80' ? 1 : 'ijlI.,:;|! '.indexOf(c) >= 0 ? 0.33 : 'mwMW%@'.indexOf(c) >= 0 ? 0.95 : c >= 'A' && c <= 'Z' ? 0.7 : 0.62;
        }
        return wide * size;
      }

      echarts.setPlatformAPI({
        measureText: function (text, font) { return { width: width(text, parseFloat((/([0-9.]+)px/.exec(font) || [0, 12])[1])) }; }
      });

      // Nobody turns the pages of a picture's legend: its names go on in the next line, and the chart begins below them.
      function unfold(option, all) {
        var names = option.series.map(function (each) { return each.name || ''; });
        if (!option.legend || option.legend.type !== 'scroll' || names.length > 24) return option;
        var rows = 1, used = 0;
        names.forEach(function (name) {
          var wide = width(name, 12) + 45;
          if (used > 0 && used + wide > all - 10) { rows++; used = 0; }
          used += wide;
        });
        option.legend.type = 'plain';
        option.grid.top += 20 * (rows - 1);
        return option;
      }

      function draw(kind, data, width, height) {
        var chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: width, height: height });
        chart.setOption(unfold(hybridperf.option(kind, JSON.parse(data), false), width));
        var svg = chart.renderToSVGString();
        chart.dispose();
        return svg;
      }
      """;

  private final Context context;
  private final ScriptableObject scope;
  private final Function draw;

  private Pictures(Context context) {
    this.context = context;
    context.setInterpretedMode(true);
    context.setLanguageVersion(Context.VERSION_ES6);
    scope = context.initSafeStandardObjects();
    context.evaluateString(scope, BROWSER, "browser.js", 1, null);
    context.evaluateString(scope, library(), "echarts.js", 1, null);
    context.evaluateString(scope, options(), "charts.js", 1, null);
    context.evaluateString(scope, DRAW, "draw.js", 1, null);
    draw = (Function) ScriptableObject.getProperty(scope, "draw");
  }

  /**
   * Loads the library.
   *
   * @return what draws, to be closed by the same thread
   */
  public static Pictures open() {
    return new Pictures(Context.enter());
  }

  /**
   * Draws a chart, of {@value Chart#WIDTH} by {@value Chart#HEIGHT}.
   *
   * @param chart what to draw
   * @return an SVG document in light colours
   */
  public String svg(Chart chart) {
    Object svg =
        draw.call(
            context,
            scope,
            scope,
            new Object[] {
              chart.kind(),
              new String(Json.bytes(chart.data()), StandardCharsets.UTF_8),
              Chart.WIDTH,
              Chart.HEIGHT
            });
    return Context.toString(svg);
  }

  @Override
  public void close() {
    Context.exit();
  }

  /**
   * ECharts itself, for a page.
   *
   * @return its script
   */
  public static String library() {
    return resource(ECHARTS);
  }

  /**
   * What makes options of a chart's data, for a page.
   *
   * @return a script that defines {@code hybridperf.option(kind, data, dark)}
   */
  public static String options() {
    return resource("/io/hybridperf/report/chart/charts.js");
  }

  private static String resource(String name) {
    try (InputStream in = Pictures.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
