package io.hybridperf.report.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.verdict.VerdictJson;
import io.hybridperf.report.cli.ExitStatus;
import io.hybridperf.report.model.Judgement;
import io.hybridperf.report.model.LatencyRow;
import io.hybridperf.report.model.Percentiles;
import io.hybridperf.report.model.RunReport;
import io.hybridperf.report.page.Csv;
import io.hybridperf.report.runs.RunFolders;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a run's final figures in a form that other programs read. */
@Command(
    name = "export",
    description = {
      "Writes a run's final figures for other programs.",
      "csv: a number a line, exact; json: the verdict and all latencies; prometheus: OpenMetrics text; hgrm:",
      "HdrHistogram's percentile distribution in milliseconds, for its plotter. Judged anew from the logs; a",
      "damaged folder is refused."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  export results/Burst-1 --format csv --out burst.csv",
      "  export results/Burst-1 --format prometheus | curl --data-binary @- http://gateway:9091/metrics/job/perf",
      "  export results/Burst-1 --format hgrm --scope phase:peak,label:hybrid"
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:written, whatever the verdict",
      "64:a mistake in the command, or a damaged folder"
    },
    exitCodeOnInvalidInput = ExitStatus.MISTAKE)
public final class ExportCommand implements Callable<Integer> {

  /** Forms. */
  enum Format {
    csv,
    json,
    prometheus,
    hgrm
  }

  private static final int STEPS_TO_HALF = 5;
  private static final double NANOS_A_MILLI = 1e6;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN_FOLDER", description = "A folder in results/.")
  private Path folder;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description = "One of ${COMPLETION-CANDIDATES}.")
  private Format format;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      defaultValue = "run",
      description = "hgrm: run, phase:NAME, label:NAME or both; default: ${DEFAULT-VALUE}.")
  private String scope;

  @Option(
      names = "--series",
      paramLabel = "SERIES",
      defaultValue = Series.RESPONSE_TIME,
      description = "hgrm: ${DEFAULT-VALUE}, service-time, dispatch-lag or stage.NAME.")
  private String series;

  @Option(names = "--out", paramLabel = "FILE", description = "Default: standard output.")
  private @Nullable Path out;

  /** For picocli, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  public ExportCommand() {}

  @Override
  public Integer call() {
    if (format != Format.hgrm && !(scope.equals("run") && series.equals(Series.RESPONSE_TIME))) {
      throw new IllegalArgumentException(
          "--scope and --series are for --format hgrm: %s has all of them".formatted(format));
    }
    Judgement judgement = RunFolders.judged(folder);
    String text =
        switch (format) {
          case csv -> Csv.of(RunReport.of(judgement));
          case json ->
              new String(Json.bytes(json(RunReport.of(judgement))), StandardCharsets.UTF_8) + "\n";
          case prometheus -> OpenMetrics.of(RunReport.of(judgement));
          case hgrm -> hgrm(judgement);
        };
    if (out == null) {
      spec.commandLine().getOut().print(text);
      spec.commandLine().getOut().flush();
    } else {
      Json.write(out, text.getBytes(StandardCharsets.UTF_8));
    }
    return ExitStatus.GOOD;
  }

  private String hgrm(Judgement judgement) {
    Scope part;
    try {
      part = Scope.parse(scope).whole();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--scope=%s: %s".formatted(scope, e.getMessage()), e);
    }
    Histogram times =
        judgement.log().select(part).times(series).judged(all -> all.getValueAtPercentile(99));
    if (times.getTotalCount() == 0) {
      throw new IllegalArgumentException(
          "the run has no answers in --scope=%s --series=%s".formatted(scope, series));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    times.outputPercentileDistribution(
        new PrintStream(bytes, false, StandardCharsets.UTF_8), STEPS_TO_HALF, NANOS_A_MILLI);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static ObjectNode json(RunReport report) {
    ObjectNode json = VerdictJson.of(report.verdict());
    json.set("run", Json.mapper().valueToTree(report.info()));
    ArrayNode latencies = json.putArray("latencies");
    for (LatencyRow row : report.latencies()) {
      ObjectNode each =
          latencies
              .addObject()
              .put("phase", row.phase())
              .put("label", row.label())
              .put("judged", row.judged())
              .put("sent", row.answers().sent());
      ObjectNode byStatus = each.putObject("answered");
      row.answers().byStatus().forEach(byStatus::put);
      times(each.putObject("responseTimeNanos"), row.response());
      times(each.putObject("serviceTimeNanos"), row.service());
    }
    ArrayNode shares = json.putArray("shares");
    report
        .shares()
        .forEach(share -> {
          ObjectNode each =
              shares
                  .addObject()
                  .put("series", share.series())
                  .put("label", share.label())
                  .put("samples", share.count());
          if (Double.isFinite(share.mean())) {
            each.put("mean", share.mean());
          }
        });
    return json;
  }

  private static void times(ObjectNode json, Percentiles times) {
    json.put("count", times.count());
    if (times.count() > 0) {
      json.put("mean", times.mean()).put("min", times.min()).put("max", times.max());
      times.at().forEach((percentile, nanos) -> json.put("p" + percentile, nanos));
    }
  }
}
