package io.hybridperf.pipelines.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.record.ArrivalClock;
import io.hybridperf.measurement.record.RecorderClock;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.record.SampleWriter;
import io.hybridperf.measurement.run.Digests;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.RunStatus;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.slo.MetricCatalogue;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.pipelines.Project;
import io.hybridperf.report.model.RunReport;
import io.hybridperf.report.page.ReportFiles;
import io.hybridperf.suite.run.Objectives;
import io.hybridperf.suite.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A run of each simulation, by its real objectives, in simulated time: its page shows all of them,
 * and the numbers of its logs.
 */
class SimulationPagesTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  @TempDir private Path results;

  /** GeneratorCost is a benchmark, without a verdict. */
  static List<String> simulations() {
    try (Stream<Path> files = Files.list(Project.ROOT.resolve("config/simulations"))) {
      return files
          .map(file -> file.getFileName().toString().replace(".conf", ""))
          .filter(name -> !name.equals("GeneratorCost"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("simulations")
  void itsPageHasEveryObjectiveAndTheNumbersOfItsLogs(String simulation) throws IOException {
    Objectives objectives =
        Objectives.of(Settings.load(Project.ROOT, simulation, new Properties()));
    RunFolder run = recorded(simulation, objectives.config(), objectives.slos());
    RunReport report = RunReport.read(run);
    ReportFiles files = new ReportFiles(report);

    Document page = Jsoup.parse(Files.readString(files.writePage()));

    assertThat(page.select("h1").text()).startsWith(simulation + " on ");
    assertThat(page.select("p.verdict").text()).isEqualTo(report.verdict().status().name());
    assertThat(
            page.select("#objectives tbody tr").stream()
                .map(row -> row.select("td").first().text().replaceAll(" \\(not gated.*", "")))
        .containsExactlyElementsOf(objectives.slos().stream().map(Slo::name).toList());
    hasTheNumbersOf(page, RunLog.read(run));
    assertThat(Files.readAllLines(run.path().resolve("performance-report.md")).size())
        .isLessThan(60);
  }

  private static void hasTheNumbersOf(Document page, RunLog log) {
    int compared = 0;
    for (Element row : page.select("#latency > .scroll tbody tr")) {
      List<String> cells =
          row.select("td").stream()
              .map(cell ->
                  cell.selectFirst("data") == null
                      ? cell.text()
                      : cell.selectFirst("data").attr("value"))
              .toList();
      if (cells.get(0).equals("all judged") && cells.get(2).equals("response")) {
        String label = cells.get(1);
        Selection part =
            log.select(Scope.RUN).ofLabels(each -> label.equals("all") || each.equals(label));
        var times = part.times(Series.RESPONSE_TIME);
        assertThat(cells.get(3)).isEqualTo("" + times.ok().getTotalCount());
        assertThat(cells.get(4)).isEqualTo("" + part.answers().errors());
        assertThat(cells.get(6)).isEqualTo("" + times.percentile(50));
        assertThat(cells.get(8)).isEqualTo("" + times.percentile(95));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(1);
  }

  /** All phases and types that objectives speak of, a few seconds each. */
  private RunFolder recorded(String simulation, Config config, List<Slo> slos) throws IOException {
    Set<String> phases = new TreeSet<>();
    Set<String> labels = new TreeSet<>(Set.of("simple"));
    for (Slo slo : slos) {
      phases.add(slo.scope().phase());
      labels.add(slo.scope().label());
    }
    phases.remove("");
    labels.remove("");
    if (phases.isEmpty()) {
      phases.add("steady");
    }
    LoadProfile load = LoadProfile.empty().warmUp(100, Duration.ofSeconds(2));
    for (String phase : phases) {
      load = load.constant(phase, 200, Duration.ofSeconds(5));
    }
    ArrivalPlan plan = load.plan();
    RunFolder folder = RunFolder.create(results, simulation, Instant.now());
    Files.writeString(
        folder.settingsJson(),
        MetricCatalogue.describe(config).root().render(ConfigRenderOptions.concise()));
    RunInfo info = RunInfo.starting(simulation, "test", 1, "must-pass", 1, plan);
    info.writeTo(folder);
    Clock clock = new Clock();
    try (RunRecorder recorder = RunRecorder.open(folder, new ArrivalClock(plan, 0), clock)) {
      List<String> types = List.copyOf(labels);
      for (long arrival = 0; arrival < plan.count(); arrival++) {
        long planned = plan.plannedNanos(arrival);
        while (planned >= clock.now + SECOND) {
          clock.now += SECOND;
          recorder.flush();
        }
        recorder.arrivals().started(arrival, planned);
        answer(
            recorder.writer(),
            plan.phaseOf(arrival),
            types.get((int) (arrival % types.size())),
            arrival);
      }
      clock.now += SECOND;
    }
    Digests.seal(folder, info.ended(RunStatus.COMPLETE, Instant.now()));
    return folder;
  }

  private static void answer(SampleWriter writer, int phase, String label, long arrival) {
    long took = 3 * MILLI + (arrival * 7919 % 1000) * 2_000;
    String status = arrival % 200 == 77 ? "UNAVAILABLE" : "OK";
    writer.sent(phase, label);
    writer.record(phase, label, status, took, took + 1_000, 1_000);
  }

  /** Goes on when it is told to. */
  private static final class Clock implements RecorderClock {
    private long now;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public long epochMillis() {
      return 1_700_000_000_000L;
    }
  }
}
