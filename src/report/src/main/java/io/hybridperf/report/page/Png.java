package io.hybridperf.report.page;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.DocumentLimits;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.view.ViewBox;
import io.hybridperf.report.chart.Chart;
import io.hybridperf.report.chart.Texts;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** Several charts in one picture, with what they are of above them. */
final class Png {
  private static final int MARGIN = 24;
  private static final int HEAD = 84;
  private static final int TITLE = 28;

  private Png() {}

  /**
   * Writes a picture.
   *
   * @param file where to
   * @param head lines above the charts, two at most
   * @param charts two in a row
   * @param svgs of the charts, by their id
   */
  static void write(Path file, List<String> head, List<Chart> charts, Map<String, String> svgs) {
    int rows = (charts.size() + 1) / 2;
    int width = 2 * Chart.WIDTH + 3 * MARGIN;
    int height = HEAD + rows * (Chart.HEIGHT + TITLE + MARGIN);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, width, height);
    g.setColor(new Color(0x1c2028));
    for (int n = 0; n < head.size(); n++) {
      g.setFont(new Font(Font.SANS_SERIF, n == 0 ? Font.BOLD : Font.PLAIN, n == 0 ? 22 : 15));
      g.drawString(Texts.shortened(head.get(n), 160), MARGIN, 36 + 26 * n);
    }
    for (int n = 0; n < charts.size(); n++) {
      Chart chart = charts.get(n);
      int x = MARGIN + n % 2 * (Chart.WIDTH + MARGIN);
      int y = HEAD + n / 2 * (Chart.HEIGHT + TITLE + MARGIN);
      g.setColor(new Color(0x1c2028));
      g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
      g.drawString(chart.title(), x, y + 18);
      Graphics2D part = (Graphics2D) g.create(x, y + TITLE, Chart.WIDTH, Chart.HEIGHT);
      document(svgs.getOrDefault(chart.id(), ""))
          .render(null, part, new ViewBox(0, 0, Chart.WIDTH, Chart.HEIGHT));
      part.dispose();
    }
    g.dispose();
    try {
      ImageIO.write(image, "png", file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static SVGDocument document(String svg) {
    // The rules in it are for what a mouse is over, which this renderer does not read.
    String plain =
        svg.replaceAll("(?s)<style.*?</style>", "")
            .replaceAll("font-family:[^;\"]*", "font-family:SansSerif");
    SVGDocument document =
        new SVGLoader()
            .load(
                new ByteArrayInputStream(plain.getBytes(StandardCharsets.UTF_8)),
                null,
                LoaderContext.builder()
                    .documentLimits(new DocumentLimits(60, 60, 200_000))
                    .build());
    if (document == null) {
      throw new IllegalStateException("a chart's picture cannot be read");
    }
    return document;
  }
}
