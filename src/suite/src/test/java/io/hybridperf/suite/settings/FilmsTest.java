package io.hybridperf.suite.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** The parameter {@code films}, from the command line to the stack. */
class FilmsTest {
  private static final Path PROJECT = Path.of("..", "..").toAbsolutePath().normalize();

  private static Settings settings(String... given) {
    Properties properties = new Properties();
    for (int i = 0; i < given.length; i += 2) {
      properties.setProperty(given[i], given[i + 1]);
    }
    return Settings.load(PROJECT, "Comparison", properties);
  }

  @Test
  void theRealFilmsAreTheDefaultAndNothingIsSaidOfThem() {
    Settings settings = settings();

    assertThat(Films.of(settings)).isEqualTo(new Films(9_742));
    assertThat(Films.of(settings).synthetic()).isZero();
    assertThat(settings.parameters()).containsEntry("films", "9742");
    assertThat(Environment.of(settings).description()).doesNotContain("films");
  }

  @Test
  void moreAreNamedWhereverTheRunIsAndReachTheStack() {
    Settings settings = settings("films", "100000");

    assertThat(settings.parameters()).containsEntry("films", "100000");
    assertThat(settings.config().getInt("stack.films")).isEqualTo(100_000);
    assertThat(Environment.of(settings).description())
        .endsWith(", films=100000 (90258 of them synthetic)");
    assertThat(Environment.of(settings("films", "20000", "target", "host:1")).description())
        .endsWith(", films=20000 (10258 of them synthetic)");
  }

  @Test
  void otherNumbersAreRefused() {
    for (String number : new String[] {"9741", "1000001", "many"}) {
      assertThatThrownBy(() -> settings("films", number))
          .isInstanceOf(UserError.class)
          .hasMessageContainingAll("-Dfilms", number, "whole number from 9742 to 1000000")
          .hasMessageNotContaining("\n");
      assertThatThrownBy(() -> settings("films", number, "target", "host:1").validate())
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith(
              "films=%s: must be a whole number from 9742 to 1000000; it is films that the stores hold"
                  .formatted(number))
          .hasMessageNotContaining("\n");
    }
  }
}
