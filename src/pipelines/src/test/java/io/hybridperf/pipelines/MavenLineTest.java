package io.hybridperf.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MavenLineTest {

  @Test
  void whatTheProjectHasIsRight() {
    assertThat(
            MavenLine.problems(
                List.of(
                    "-B",
                    "gatling:test",
                    "-Dsimulation=Burst",
                    "-Denv=embedded",
                    "-Dgate=target",
                    "-Dwarmup-limit=1s",
                    "-Drun.folder=/x")))
        .isEmpty();
    assertThat(MavenLine.problems(List.of("-q", "-Dreport=judge --gate target results/x")))
        .isEmpty();
    assertThat(MavenLine.problems(List.of("-pl", "src/jmh", "-am", "verify", "-Pbench"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gatling:tets",
        "-Dsimulation=Brust",
        "-Denv=stagin",
        "-Dgate=best",
        "-Drun.folde=/x",
        "-Dwarmup-limits=1s",
        "-Dreport=jugde results/x",
        "-Dreport=judge --gates target results/x",
        "-Dreport=compare one",
        "-Pbenchmark",
        "-X"
      })
  void whatItDoesNotHaveIsNamed(String argument) {
    assertThat(MavenLine.problems(List.of(argument)))
        .singleElement()
        .asString()
        .contains("mvn " + argument);
  }
}
