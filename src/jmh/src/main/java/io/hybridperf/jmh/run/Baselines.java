package io.hybridperf.jmh.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.measurement.files.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;

/** Results kept under a name: {@code results/baselines/NAME.json}. */
final class Baselines {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private Baselines() {}

  static Path save(String name, Path results) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "save: " + name + " is not a name: letters, digits, dots, dashes and underscores");
    }
    read(results.toString());
    try {
      Path folder = Files.createDirectories(ResultsFolder.root().resolve("baselines"));
      return Files.copy(
          results, folder.resolve(name + ".json"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IllegalArgumentException("save: cannot write the baseline: " + e);
    }
  }

  /** A baseline's document by its name, or any by its file. */
  static JsonNode read(String nameOrFile) {
    Path named = ResultsFolder.root().resolve("baselines").resolve(nameOrFile + ".json");
    Path file = Files.exists(named) ? named : Path.of(nameOrFile);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          nameOrFile + " is neither a baseline (" + named + ") nor a file of results");
    }
    JsonNode document = Json.read(file, JsonNode.class);
    if (!document.path("kind").asText().equals(BenchRunner.KIND)) {
      throw new IllegalArgumentException(file + " is not a result of these benchmarks");
    }
    return document;
  }
}
