package io.hybridperf.jmh.run;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;

/** The curve of a sweep as a picture: recall to the right, queries a second upwards, by decades. */
final class SweepChart {
  private static final int WIDTH = 1_000;
  private static final int HEIGHT = 650;

  private SweepChart() {}

  static void draw(List<Sweep.Point> points, int k, String data, Path file) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Recall@" + k + " against queries a second: " + data)
            .xAxisTitle("recall@" + k)
            .yAxisTitle("queries a second")
            .build();
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
    Map<String, List<Sweep.Point>> curves = new LinkedHashMap<>();
    points.forEach(
        point -> curves.computeIfAbsent(point.backend(), key -> new ArrayList<>()).add(point));
    curves.forEach((backend, curve) ->
        chart.addSeries(
            backend,
            curve.stream().mapToDouble(Sweep.Point::recall).toArray(),
            curve.stream().mapToDouble(Sweep.Point::qps).toArray()));
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    chart.paint(graphics, WIDTH, HEIGHT);
    graphics.dispose();
    try {
      ImageIO.write(image, "png", file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot draw " + file, e);
    }
  }
}
