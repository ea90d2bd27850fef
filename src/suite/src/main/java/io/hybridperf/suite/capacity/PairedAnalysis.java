package io.hybridperf.suite.capacity;

import io.hybridperf.measurement.analysis.ComparisonFindings;
import io.hybridperf.measurement.analysis.PairedBlocks;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.answers.WrongAnswers;
import io.hybridperf.suite.watch.Analysis;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out by how much one system is faster than another that was asked the same in turns.
 *
 * @param blocks the turns
 * @param search for the capacity of each; null: there was none
 */
public record PairedAnalysis(PairedBlocks blocks, @Nullable CapacityRun search)
    implements Analysis {

  @Override
  public List<Metric.External> measures() {
    return ComparisonFindings.metrics(search != null);
  }

  @Override
  public Findings add(RunLog log, Findings soFar) {
    Findings found =
        WrongAnswers.hasWrongStrategy(log, _ -> true)
            ? ComparisonFindings.addOthersAnswered(soFar, blocks)
            : ComparisonFindings.add(soFar, log, blocks);
    return search == null
        ? ComparisonFindings.addNoCapacity(found)
        : ComparisonFindings.addCapacity(found, log, search.findings(), blocks, search.judge());
  }
}
