package io.hybridperf.measurement.verdict;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.run.RunFolder;
import java.util.List;

/**
 * The verdict on several starts in the form of any other, in which {@code runs} names the folders
 * of the runs and each objective has the value of every one in {@code starts}.
 */
public final class StartsJson {

  private StartsJson() {}

  /**
   * Writes {@code verdict.json}.
   *
   * @param verdict on all of them
   * @param starts the runs
   * @param folder the one above those of the runs
   */
  public static void write(Verdict verdict, List<Start> starts, RunFolder folder) {
    VerdictJson.write(of(verdict, starts), folder);
  }

  static ObjectNode of(Verdict verdict, List<Start> starts) {
    ObjectNode json = VerdictJson.of(verdict);
    ArrayNode runs = json.putArray("runs");
    starts.forEach(start ->
        runs.addObject()
            .put("folder", start.folder())
            .put("verdict", start.verdict().status().name())
            .put("start", start.verdict().info().start().toString()));
    for (int n = 0; n < verdict.results().size(); n++) {
      ArrayNode values = ((ObjectNode) json.path("slos").path(n)).putArray("starts");
      for (double value : StartsJudge.values(starts, verdict.results().get(n).slo())) {
        if (Double.isFinite(value)) {
          values.add(value);
        } else {
          values.addNull();
        }
      }
    }
    return json;
  }
}
