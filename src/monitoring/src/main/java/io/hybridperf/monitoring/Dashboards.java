package io.hybridperf.monitoring;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hybridperf.monitoring.Dashboard.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the dashboards, one file each. */
public final class Dashboards {
  private static final List<Variable> OF_A_RUN =
      List.of(
          new Variable("environment", "hybrid_perf_run_info"),
          new Variable("simulation", "hybrid_perf_run_info"));

  private Dashboards() {}

  /**
   * Writes them.
   *
   * @param args the folder
   * @throws IOException if that is not possible
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Files.createDirectories(folder);
    for (Map.Entry<String, String> file : files().entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }

  /** {@return the files' texts by their names} */
  static Map<String, String> files() throws IOException {
    DefaultIndenter indent = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indent).withArrayIndenter(indent);
    ObjectMapper mapper = new ObjectMapper();
    Map<String, String> files = new LinkedHashMap<>();
    for (Dashboard each : all()) {
      files.put(
          each.uid() + ".json", mapper.writer(printer).writeValueAsString(each.json()) + "\n");
    }
    return files;
  }

  static List<Dashboard> all() {
    return List.of(
        new Dashboard(
            "hybrid-retrieval",
            "Hybrid retrieval",
            List.of(
                new Variable("instance", "hybrid_requests_total"),
                new Variable("type", "hybrid_requests_total")),
            ServicePanels.all()),
        new Dashboard("hybrid-perf-run", "Load run", OF_A_RUN, RunPanels.all()),
        new Dashboard("hybrid-perf-runs", "Load runs compared", OF_A_RUN, ComparedPanels.all()));
  }
}
