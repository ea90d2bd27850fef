package io.hybridperf.report.page;

import io.hybridperf.measurement.files.Json;
import io.hybridperf.report.chart.Chart;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * What the page of a comparison says.
 *
 * @param runs how many are compared
 * @param good whether there is no regression
 * @param outcome in a word
 * @param summaries a sentence for each run but the first
 * @param caveats why the numbers may not be comparable
 * @param charts with a line for each run
 * @param tables every number that was compared
 * @param meaning how to read them
 */
public record ComparisonPage(
    int runs,
    boolean good,
    String outcome,
    List<String> summaries,
    List<String> caveats,
    List<Chart> charts,
    List<Section.Titled> tables,
    String meaning) {

  /** Copies the lists. */
  public ComparisonPage {
    summaries = List.copyOf(summaries);
    caveats = List.copyOf(caveats);
    charts = List.copyOf(charts);
    tables = List.copyOf(tables);
  }

  /**
   * Writes the page, which needs nothing beside it.
   *
   * @param file where to
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void write(Path file) {
    Json.write(file, Html.ofComparison(this).getBytes(StandardCharsets.UTF_8));
  }
}
