package io.hybridperf.report.page;

import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.verdict.Start;
import io.hybridperf.measurement.verdict.StartsJson;
import io.hybridperf.measurement.verdict.StartsJudge;
import io.hybridperf.report.chart.Cell;
import io.hybridperf.report.chart.Table;
import io.hybridperf.report.model.StartsJudgement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes what a folder of several runs holds on all of them; the pages of each are its own. */
public final class StartsFiles {
  private StartsFiles() {}

  /**
   * Writes {@code index.html}, {@code junit.xml} and {@code verdict.json}.
   *
   * @param judgement on all runs
   * @return the page
   * @throws java.io.UncheckedIOException if the folder cannot be written to
   */
  public static Path write(StartsJudgement judgement) {
    Path folder = judgement.folder().path();
    Path index = folder.resolve("index.html");
    StartsJson.write(judgement.verdict(), judgement.starts(), judgement.folder());
    write(folder.resolve("junit.xml"), Junit.of(judgement.verdict()));
    write(
        index,
        Html.ofStarts(judgement, values(judgement), new Objectives(judgement.verdict()).table()));
    return index;
  }

  private static void write(Path file, String text) {
    Json.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static Table values(StartsJudgement judgement) {
    List<String> head = new ArrayList<>(List.of("objective"));
    judgement.starts().forEach(start -> head.add(start.folder()));
    return new Table(
        head,
        judgement.verdict().results().stream()
            .map(result -> row(result.slo(), judgement.starts()))
            .toList());
  }

  private static List<Cell> row(Slo slo, List<Start> starts) {
    List<Cell> cells = new ArrayList<>(List.of(Cell.of(slo.name())));
    StartsJudge.values(starts, slo).forEach(value -> cells.add(Cell.number(value, slo.unit())));
    return cells;
  }
}
