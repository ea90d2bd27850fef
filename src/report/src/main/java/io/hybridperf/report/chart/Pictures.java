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
      function draw(kind, data, width, height) {
        var chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: width, height: height });
        chart.setOption(hybridperf.option(kind, JSON.parse(data), false));
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
