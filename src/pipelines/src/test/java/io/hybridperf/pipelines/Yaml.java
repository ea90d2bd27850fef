package io.hybridperf.pipelines;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Files of YAML. */
final class Yaml {
  private static final ObjectMapper MAPPER = new ObjectMapper(new YAMLFactory());

  private Yaml() {}

  /** {@return all documents of a file, at least one} */
  static List<JsonNode> documents(Path file) {
    List<JsonNode> all = new ArrayList<>();
    try (JsonParser parser = MAPPER.createParser(file.toFile())) {
      for (JsonNode next = MAPPER.readTree(parser); next != null; next = MAPPER.readTree(parser)) {
        all.add(next);
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  static JsonNode document(Path file) {
    return documents(file).getFirst();
  }

  /** {@return the texts of an array} */
  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  /** {@return the files of a folder that end so} */
  static List<Path> files(String folder, String end) {
    try (Stream<Path> all = Files.walk(Project.ROOT.resolve(folder))) {
      return all.filter(file -> file.toString().endsWith(end)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
