package io.hybridperf.feeders.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A file of the folder {@code feeders/data}, as it travels in the jar. */
public record ShippedFile(String name) {

  public static final ShippedFile MOVIES = new ShippedFile("ml-latest-small/movies.csv");
  public static final ShippedFile RATINGS = new ShippedFile("ml-latest-small/ratings.csv");
  public static final ShippedFile TAGS = new ShippedFile("ml-latest-small/tags.csv");
  public static final ShippedFile MOODS = new ShippedFile("moods.txt");
  public static final ShippedFile CULTURAL_CONTEXTS = new ShippedFile("cultural-contexts.txt");
  public static final ShippedFile IGNORED_TAGS = new ShippedFile("ignored-tags.txt");
  public static final ShippedFile EMBEDDINGS = new ShippedFile("embeddings.f16");
  public static final ShippedFile QUERIES = new ShippedFile("queries.tsv");
  public static final ShippedFile QUERY_EMBEDDINGS = new ShippedFile("query-embeddings.f16");
  public static final ShippedFile QUERY_TRUTH = new ShippedFile("query-truth.bin");

  /** What films, edges and policies follow from. */
  public static final List<ShippedFile> SOURCES =
      List.of(MOVIES, RATINGS, TAGS, MOODS, CULTURAL_CONTEXTS, IGNORED_TAGS, EMBEDDINGS);

  private static final String FOLDER = "/io/hybridperf/feeders/data/";

  private static final String REMEDY =
      "restore it from version control, or make it anew: mvn -pl feeders -Pmake-feeders process-test-classes";

  public byte[] bytes() {
    try (InputStream in = ShippedFile.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new FeederDataException("Feeder file " + name + " is missing; " + REMEDY);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new FeederDataException(
          "Feeder file " + name + " cannot be read (" + e.getMessage() + "); " + REMEDY, e);
    }
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** The lines that are neither empty nor comments. */
  public List<String> entries() {
    return text().lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
  }

  public FeederDataException damaged(String what) {
    return new FeederDataException("Feeder file " + name + " is damaged: " + what + "; " + REMEDY);
  }
}
