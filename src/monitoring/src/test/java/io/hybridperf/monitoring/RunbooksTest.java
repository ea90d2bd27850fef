package io.hybridperf.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts, their tests and the runbooks hang together, and name settings that exist. */
class RunbooksTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Path PROMETHEUS = ROOT.resolve("config/prometheus");
  private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
  private static final Pattern RUNBOOK = Pattern.compile("runbook_url: (\\S+)");
  private static final Pattern SETTING = Pattern.compile("coordinator\\.[a-z0-9.-]+[a-z0-9]");

  @Test
  void everyAlertHasARunbookAndACaseEachInWhichItFiresAndDoesNot() throws IOException {
    String rules = Files.readString(PROMETHEUS.resolve("rules/alerts.yml"));
    String tests = Files.readString(PROMETHEUS.resolve("rule-tests/alerts.yml"));
    List<String> alerts = found(ALERT, rules);

    assertThat(alerts).hasSizeGreaterThan(10).doesNotHaveDuplicates();
    assertThat(alerts)
        .allSatisfy(alert ->
            assertThat(tests)
                .contains("name: " + alert + " fires\n")
                .contains("name: " + alert + " does not fire, "));
    assertThat(found(RUNBOOK, rules))
        .hasSameSizeAs(alerts)
        .allSatisfy(runbook -> assertThat(ROOT.resolve(runbook)).isRegularFile());
  }

  @Test
  void settingsInRunbooksExist() throws IOException {
    Config known =
        ConfigFactory.parseFile(
            ROOT.resolve("src/coordinator/src/main/resources/reference.conf").toFile());
    int seen = 0;
    try (Stream<Path> files = Files.list(ROOT.resolve("grafana/runbooks"))) {
      for (Path file : files.toList()) {
        for (String setting : found(SETTING, Files.readString(file))) {
          if (!setting.equals("coordinator.conf")) {
            seen++;
            assertThat(known.hasPathOrNull(setting)).as(file + ": " + setting).isTrue();
          }
        }
      }
    }
    assertThat(seen).isGreaterThan(10);
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult result) -> result.groupCount() == 0 ? result.group() : result.group(1))
        .toList();
  }
}
