package io.hybridperf.jmh.workload;

import io.hybridperf.feeders.movielens.MovieLens;
import io.hybridperf.feeders.query.QuerySet;
import io.hybridperf.jmh.backend.DistanceMetric;
import io.hybridperf.jmh.data.AnnBenchmarksFile;
import io.hybridperf.jmh.data.ClusteredVectors;
import io.hybridperf.jmh.data.DataException;
import io.hybridperf.jmh.data.Fit;
import io.hybridperf.jmh.data.MappedVectors;
import io.hybridperf.jmh.data.VecsFile;
import io.hybridperf.jmh.data.VectorSet;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rows to search, queries to search for, and the way to the true answers. Opened by a description:
 *
 * <ul>
 *   <li>{@code movielens}: the suite's 9,742 films and their query texts, embedded by MiniLM;
 *   <li>{@code clustered:100000x128} (and {@code :7} for another seed than 42): synthetic;
 *   <li>{@code /path/sift_base.fvecs}: with the queries beside it, in {@code sift_query.fvecs};
 *   <li>{@code /path/glove.hdf5}: a file in ann-benchmarks' form.
 * </ul>
 */
public final class Workload {
  private static final Pattern CLUSTERED =
      Pattern.compile("clustered:([0-9]+)x([0-9]+)(?::([0-9]+))?");
  private static final long DEFAULT_SEED = 42;

  private final VectorSet vectors;
  private final VectorSet queries;
  private final Supplier<String> contentHash;

  private Workload(VectorSet vectors, VectorSet queries, Supplier<String> contentHash) {
    this.vectors = vectors;
    this.queries = queries;
    this.contentHash = contentHash;
  }

  /**
   * Opens a data set, making it when it is synthetic and not there yet.
   *
   * @param description see the class
   * @param maxQueries how many queries at most
   * @return the data set
   * @throws DataException when it cannot be had, with the reason
   */
  public static Workload open(String description, int maxQueries) {
    Matcher clustered = CLUSTERED.matcher(description);
    if (clustered.matches()) {
      long seed = clustered.group(3) == null ? DEFAULT_SEED : Long.parseLong(clustered.group(3));
      return clustered(
          positive(description, clustered.group(1)),
          positive(description, clustered.group(2)),
          seed,
          maxQueries);
    }
    if (description.equals("movielens")) {
      return movieLens(maxQueries);
    }
    Path file = Path.of(description);
    if (description.endsWith(".hdf5")) {
      requireFile(description, file);
      AnnBenchmarksFile both = AnnBenchmarksFile.read(file, Integer.MAX_VALUE, maxQueries);
      return new Workload(both.train(), both.test(), () -> MappedVectors.contentHash(file));
    }
    if (VecsFile.isOne(file)) {
      requireFile(description, file);
      Path asked = file.resolveSibling(file.getFileName().toString().replace("base", "query"));
      if (asked.equals(file)) {
        throw new DataException(
            "data "
                + description
                + ": expected 'base' in the name, and 'query' in its place for the queries");
      }
      requireFile(description, asked);
      return new Workload(
          VecsFile.read(file, Integer.MAX_VALUE),
          VecsFile.read(asked, maxQueries),
          () -> MappedVectors.contentHash(file));
    }
    throw new DataException(
        "data "
            + description
            + ": expected movielens, clustered:ROWSxDIMENSION, or a file ending in .fvecs, .bvecs or .hdf5");
  }

  private static Workload clustered(int rows, int dimension, long seed, int maxQueries) {
    ClusteredVectors generator = new ClusteredVectors(seed, dimension);
    Path file = cache().resolve("clustered-v1-seed%s-%sx%s.f32".formatted(seed, rows, dimension));
    VectorSet vectors =
        MappedVectors.openOrMake(
            file, rows, dimension, generator.label(), target -> generator.fill(target, rows));
    Fit.memoryWarning(file.getFileName().toString(), vectors.segment().byteSize())
        .ifPresent(warning -> System.err.println("WARNING: " + warning));
    float[][] queries = new float[maxQueries][dimension];
    for (int i = 0; i < maxQueries; i++) {
      generator.query(i, queries[i]);
    }
    return new Workload(vectors, VectorSet.of(queries), () -> MappedVectors.contentHash(file));
  }

  private static Workload movieLens(int maxQueries) {
    VectorSet films =
        VectorSet.of(
            MovieLens.load().films().stream()
                .map(film -> film.embedding())
                .toArray(float[][]::new));
    VectorSet queries =
        VectorSet.of(
            QuerySet.load().queries().stream()
                .limit(maxQueries)
                .map(query -> query.vector())
                .toArray(float[][]::new));
    return new Workload(
        new VectorSet(films.segment(), films.rows(), films.dimension(), MovieLens.NAME),
        queries,
        () ->
            HexFormat.of()
                .formatHex(
                    MappedVectors.sha256().digest(films.segment().toArray(ValueLayout.JAVA_BYTE))));
  }

  /**
   * The folder where data sets and true answers are kept: the system property {@code bench.cache},
   * or a folder in the system's temporary one.
   *
   * @return the folder, which may not be there yet
   */
  public static Path cache() {
    String given = System.getProperty("bench.cache", "");
    return given.isBlank()
        ? Path.of(System.getProperty("java.io.tmpdir"), "hybrid-perf-bench")
        : Path.of(given);
  }

  /**
   * The rows.
   *
   * @return what to index
   */
  public VectorSet vectors() {
    return vectors;
  }

  /**
   * The queries, which are not among the rows.
   *
   * @return what to search for
   */
  public VectorSet queries() {
    return queries;
  }

  /**
   * The true answers, computed at most once per content.
   *
   * @param metric the distance
   * @param maxK the largest k
   * @return the truth for all queries
   */
  public TrueNeighbours truth(DistanceMetric metric, int maxK) {
    return TrueNeighbours.of(vectors, contentHash.get(), queries.toArray(), metric, maxK, cache());
  }

  private static int positive(String description, String number) {
    try {
      int value = Integer.parseInt(number);
      if (value > 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message for both mistakes.
    }
    throw new DataException(
        String.format(
            Locale.ROOT,
            "data %s: %s is not a number of rows or components from 1 to %,d",
            description.toLowerCase(Locale.ROOT),
            number,
            Integer.MAX_VALUE));
  }

  private static void requireFile(String description, Path file) {
    if (!Files.isReadable(file)) {
      throw new DataException("data " + description + ": there is no readable file " + file);
    }
  }
}
