package io.hybridperf.report.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.report.CapacityDetail;
import io.hybridperf.report.CommandLineOf;
import io.hybridperf.report.QueuedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecklistCommandTest {
  private static final String SETTINGS =
      """
      {"metrics":{
         "speed-up-p50":{"unit":"x","better":"higher","description":""},
         "speed-up-p99":{"unit":"x","better":"higher","description":""},
         "leaks":{"unit":"","better":"lower","description":""},
         "peak-to-baseline":{"unit":"x","better":"lower","description":""},
         "recovery-time":{"unit":"s","better":"lower","description":""},
         "capacity":{"unit":"/s","better":"higher","description":""}},
       "slos":{
         "p99":{"metric":"response-time-p99","must-pass":"< 1 s","target":"< %s"},
         "error rate":{"metric":"error-rate","must-pass":"< 2 %%","target":"< 1 %%"}%s}}
      """;

  @TempDir private Path results;
  @TempDir private Path root;
  private int seed;

  private static String slo(String metric, String limit) {
    return String.format(
        Locale.ROOT,
        ",\"%s\":{\"metric\":\"%s\",\"must-pass\":\"%s\",\"target\":\"%s\",\"min-samples\":1}",
        metric,
        metric,
        limit,
        limit);
  }

  private RunFolder run(
      String simulation, int seconds, double scale, String target, String slos, Findings findings)
      throws IOException {
    return new QueuedRun(60, seconds, ++seed)
        .errors(0)
        .settings(SETTINGS.formatted(target, slos))
        .findings(findings)
        .described(info -> QueuedRun.of(info, simulation, "staging", scale))
        .in(results);
  }

  private RunFolder run(String simulation, String slos, Findings findings) throws IOException {
    return run(simulation, 40, 1, "500 ms", slos, findings);
  }

  private CommandLineOf checklist(String... more) {
    String[] arguments = new String[more.length + 4];
    arguments[0] = "checklist";
    arguments[1] = "--root";
    arguments[2] = root.toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    arguments[arguments.length - 1] = results.toString();
    return CommandLineOf.report(arguments);
  }

  private void sources() throws IOException {
    Files.createDirectories(root.resolve("grafana/dashboards"));
    Files.createDirectories(root.resolve("grafana/runbooks"));
    Files.createDirectories(root.resolve("config/prometheus/rules"));
    Files.writeString(root.resolve("grafana/dashboards/a.json"), "{}");
    Files.writeString(root.resolve("grafana/runbooks/a.md"), "#");
    StringBuilder rules = new StringBuilder();
    for (String alert :
        new String[] {"QpsBelowTarget", "HighLatency", "HighErrorRate", "LowGpuUtilisation"}) {
      rules
          .append("      - alert: ")
          .append(alert)
          .append("\n          runbook_url: grafana/runbooks/a.md\n");
    }
    Files.writeString(root.resolve("config/prometheus/rules/alerts.yml"), rules);
  }

  private static String line(CommandLineOf list, String what) {
    return list.out().lines().filter(each -> each.contains(what)).findFirst().orElseThrow();
  }

  @Test
  void withoutRunsNothingIsMetAndEachLineSaysHowToMeasureIt() {
    CommandLineOf list = checklist();

    assertThat(list.status()).isEqualTo(2);
    assertThat(list.out()).contains("0 of 16 lines are met");
    assertThat(list.out().lines().filter(each -> each.startsWith("NOT MEASURED"))).hasSize(16);
    assertThat(line(list, "Burst meets every target"))
        .contains("no run of Burst", "mvn gatling:test -Dsimulation=Burst");
  }

  @Test
  void whatRunsAndSourcesShowIsMetWithItsEvidence() throws IOException {
    sources();
    for (String simulation : new String[] {"VectorSearch", "HybridSearch", "ComplexPolicy"}) {
      run(simulation, "", Findings.none());
    }
    RunFolder sustained =
        run(
            "Sustained",
            600,
            1,
            "500 ms",
            slo("leaks", "<= 0"),
            Findings.none().measured("leaks", 0, 9));
    run(
        "Burst",
        slo("peak-to-baseline", "< 2 x") + slo("recovery-time", "< 30 s"),
        Findings.none().measured("peak-to-baseline", 1.4, 9).measured("recovery-time", 3, 9));
    run(
        "Comparison",
        slo("speed-up-p50", ">= 1.5 x") + slo("speed-up-p99", ">= 1.5 x"),
        Findings.none().measured("speed-up-p50", 2.4, 30).measured("speed-up-p99", 1.8, 30));
    run("Capacity", slo("capacity", ">= 5000 /s"), CapacityDetail.of(11_000, 11_400, 12_000));

    CommandLineOf list = checklist();

    assertThat(line(list, "no leak")).startsWith("MET").contains("leaks 0.0000 in 600.0 s");
    assertThat(line(list, "errors below")).startsWith("MET").contains("0.0000 %");
    assertThat(line(list, "bursts")).startsWith("MET").contains("1.400 x", "3.000 s", "PASS");
    assertThat(line(list, "Sustained meets"))
        .startsWith("MET")
        .contains("3 of 3", sustained.path().getFileName().toString(), "on staging");
    assertThat(line(list, "70 %")).startsWith("MET").contains("11,000/s held", "7,700/s");
    assertThat(line(list, "100 GPUs")).startsWith("NOT MEASURED").contains("gpu.metrics-url");
    assertThat(line(list, "dashboards")).startsWith("MET");
    assertThat(line(list, "runbooks")).startsWith("MET").contains("each of 4 alerts");
    assertThat(line(list, "Neo4j")).contains("2.400 x", "1.800 x").doesNotStartWith("NOT");
    assertThat(list.status()).isEqualTo(2);
  }

  @Test
  void whatIsMissedIsNotMet() throws IOException {
    run("VectorSearch", 40, 1, "1 us", "", Findings.none());
    run(
        "Sustained",
        40,
        1,
        "500 ms",
        slo("leaks", "<= 0"),
        Findings.none().measured("leaks", 2, 9));
    run("Burst", slo("recovery-time", "< 30 s"), Findings.none());

    CommandLineOf list = checklist();

    assertThat(line(list, "VectorSearch")).startsWith("NOT MET ").contains("p99 ");
    assertThat(line(list, "no leak")).startsWith("NOT MET ").contains("leaks 2.000");
    assertThat(line(list, "bursts")).startsWith("NOT MEASURED");
  }

  @Test
  void aLeakThatWasLookedForTooShortlyIsNotMeasured() throws IOException {
    run(
        "Sustained",
        40,
        1,
        "500 ms",
        slo("leaks", "<= 0"),
        Findings.none().measured("leaks", 0, 9));

    assertThat(line(checklist(), "no leak")).startsWith("NOT MEASURED").contains("too short");
  }

  @Test
  void aShareOfTheLoadAndTheEmbeddedStackShowNothingOfADeployment() throws IOException {
    run("VectorSearch", 40, 0.05, "500 ms", "", Findings.none());
    new QueuedRun(60, 40, 9)
        .errors(0)
        .settings(SETTINGS.formatted("500 ms", ""))
        .described(info -> QueuedRun.of(info, "HybridSearch", "embedded", 1))
        .in(results);

    assertThat(line(checklist(), "VectorSearch"))
        .startsWith("NOT MEASURED")
        .contains("was asked for 0.05 of the load");
    assertThat(line(checklist(), "HybridSearch")).startsWith("NOT MEASURED").contains("embedded");
    assertThat(line(checklist("--env", "embedded"), "HybridSearch")).startsWith("MET");
  }

  @Test
  void aDamagedRunAndAnEditedVerdictShowNothing() throws IOException {
    RunFolder good = run("VectorSearch", "", Findings.none());
    Files.writeString(good.verdictJson(), "{\"schemaVersion\":2,\"verdict\":\"FAIL\"}");
    RunFolder damaged = run("Burst", "", Findings.none());
    Files.writeString(damaged.counters(), "");
    Files.writeString(damaged.verdictJson(), "{\"schemaVersion\":2,\"verdict\":\"PASS\"}");

    assertThat(line(checklist(), "VectorSearch")).startsWith("MET");
    assertThat(line(checklist(), "Burst meets")).startsWith("NOT MEASURED").contains("is damaged");
  }

  @Test
  void anAlertWithoutItsRunbookIsNotMet() throws IOException {
    sources();
    Files.delete(root.resolve("grafana/runbooks/a.md"));

    assertThat(line(checklist(), "runbooks"))
        .startsWith("NOT MET")
        .contains("grafana/runbooks/a.md");
  }
}
