package io.hybridperf.jmh.backend;

import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import io.hybridperf.jmh.data.VectorSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * JVector's graph (Vamana with HNSW's layers) over float vectors on the heap. A search runs in the
 * calling thread, the queries of a batch one after another.
 *
 * <p>JVector's inner product assumes unit vectors, so maximum inner product is searched as the
 * nearest point in one more dimension, where every row has the same length (Bachrach et al., 2014),
 * and the answers' distances are computed again.
 */
public final class JVectorBackend implements VectorSearchBackend {
  private static final String POM = "/META-INF/maven/io.github.jbellis/jvector-base/pom.properties";
  private static final int SMALL_ROWS = 10_000;
  private static final String M = "M";
  private static final String EF_CONSTRUCTION = "efConstruction";
  private static final String EF = "ef";

  private @Nullable RandomAccessVectorValues values;
  private @Nullable ImmutableGraphIndex graph;
  private @Nullable VectorSet source;
  private @Nullable ThreadLocal<GraphSearcher> searchers;
  private Metric metric = Metric.COSINE;
  private int dimension;
  private volatile int ef = 64;

  /** For the service loader. */
  public JVectorBackend() {}

  @Override
  public String name() {
    return "jvector";
  }

  @Override
  public boolean exact() {
    return false;
  }

  @Override
  public String version() {
    Properties properties = new Properties();
    try (InputStream in = GraphIndexBuilder.class.getResourceAsStream(POM)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "JVector " + properties.getProperty("version", "(version unknown)");
  }

  @Override
  public Availability probe() {
    return Availability.ok();
  }

  @Override
  public int devices() {
    return Runtime.getRuntime().availableProcessors();
  }

  @Override
  public Set<String> settings() {
    return Set.of(M, EF_CONSTRUCTION, EF);
  }

  @Override
  public void build(VectorSet vectors, Metric distance, Tuning tuning) {
    close();
    requireHeap(vectors);
    Inputs.checkRows(vectors);
    tune(tuning);
    source = vectors;
    metric = distance;
    dimension = vectors.dimension();
    if (vectors.rows() == 0) {
      return;
    }
    VectorTypeSupport types = VectorizationProvider.getInstance().getVectorTypeSupport();
    double longest = metric == Metric.INNER_PRODUCT ? largestSquare(vectors) : 0;
    List<VectorFloat<?>> rows = new ArrayList<>(vectors.rows());
    for (int row = 0; row < vectors.rows(); row++) {
      float[] components = Normalised.row(vectors, row, metric);
      rows.add(
          types.createFloatVector(
              metric == Metric.INNER_PRODUCT ? lengthen(components, longest) : components));
    }
    int inner = metric == Metric.INNER_PRODUCT ? dimension + 1 : dimension;
    values = new ListRandomAccessVectorValues(rows, inner);
    // JVector's degree bound is of the lowest layer, which in HNSW's terms is 2 M.
    // One builder makes the same graph every time; several make it in less time.
    int builders = vectors.rows() < SMALL_ROWS ? 1 : devices();
    try (ForkJoinPool pool = new ForkJoinPool(builders);
        GraphIndexBuilder builder =
            GraphIndexBuilder.builder(
                    BuildScoreProvider.randomAccessScoreProvider(values, similarity()),
                    inner,
                    2 * tuning.positive(M, 16))
                .withBeamWidth(tuning.positive(EF_CONSTRUCTION, 200))
                .withNeighborOverflow(1.2f)
                .withAlpha(1.2f)
                .withSimdExecutor(pool)
                .withParallelExecutor(pool)
                .build()) {
      ImmutableGraphIndex built = builder.build(values);
      graph = built;
      searchers = ThreadLocal.withInitial(() -> new GraphSearcher(built));
    } catch (IOException e) {
      throw new BackendException("jvector: cannot build: " + e.getMessage(), e);
    }
  }

  @Override
  public void tune(Tuning tuning) {
    tuning.requireOnly(name(), settings());
    ef = tuning.positive(EF, ef);
  }

  @Override
  public void search(float[] queries, int batch, int k, int[] ids, float[] distances) {
    VectorSet rows = source;
    if (rows == null) {
      throw new BackendException("jvector: search before build");
    }
    Inputs.checkSearch(queries, batch, dimension, k, ids, distances);
    TopK best = new TopK(k);
    for (int q = 0; q < batch; q++) {
      if (searchers != null && values != null) {
        searchOne(queries, q, Math.min(k, rows.rows()), searchers.get(), values, best);
      }
      best.drain(ids, distances, q * k, k);
    }
  }

  private void searchOne(
      float[] queries,
      int q,
      int k,
      GraphSearcher searcher,
      RandomAccessVectorValues over,
      TopK best) {
    float[] query = Normalised.query(queries, q, dimension, metric);
    float[] asked = metric == Metric.INNER_PRODUCT ? Arrays.copyOf(query, dimension + 1) : query;
    VectorTypeSupport types = VectorizationProvider.getInstance().getVectorTypeSupport();
    SearchResult result =
        searcher.search(
            DefaultSearchScoreProvider.exact(types.createFloatVector(asked), similarity(), over),
            k,
            Math.max(k, ef),
            0f,
            0f,
            Bits.ALL);
    for (SearchResult.NodeScore hit : result.getNodes()) {
      best.offer(distance(hit, query), hit.node);
    }
  }

  private VectorSimilarityFunction similarity() {
    return metric == Metric.COSINE
        ? VectorSimilarityFunction.DOT_PRODUCT
        : VectorSimilarityFunction.EUCLIDEAN;
  }

  /** JVector's scores turned back, by the formulas of its VectorSimilarityFunction. */
  private float distance(SearchResult.NodeScore hit, float[] query) {
    return switch (metric) {
      case COSINE -> 2f * (1f - hit.score);
      case L2 -> 1f / hit.score - 1f;
      case INNER_PRODUCT ->
          (float) metric.distance(query, Objects.requireNonNull(source).row(hit.node));
    };
  }

  private static double largestSquare(VectorSet vectors) {
    double largest = 0;
    for (int row = 0; row < vectors.rows(); row++) {
      largest = Math.max(largest, square(vectors.row(row)));
    }
    return largest;
  }

  private static float[] lengthen(float[] values, double largestSquare) {
    float[] longer = Arrays.copyOf(values, values.length + 1);
    longer[values.length] = (float) Math.sqrt(Math.max(0, largestSquare - square(values)));
    return longer;
  }

  private static double square(float[] values) {
    return -Metric.INNER_PRODUCT.distance(values, values);
  }

  private void requireHeap(VectorSet vectors) {
    // The rows, and about 2 M neighbours of 8 bytes each with their scores.
    long needed = vectors.rows() * (4L * vectors.dimension() + 32L * 16);
    long heap = Runtime.getRuntime().maxMemory();
    if (needed > heap / 10 * 8) {
      throw new BackendException(
          "jvector: %,d x %d needs about %,d MB of heap, %,d MB are allowed: raise -Xmx (by Maven: -Dbench.heap)"
              .formatted(vectors.rows(), vectors.dimension(), needed >> 20, heap >> 20));
    }
  }

  @Override
  public void close() {
    try {
      if (graph != null) {
        graph.close();
      }
    } catch (IOException e) {
      throw new BackendException("jvector: cannot close: " + e.getMessage(), e);
    } finally {
      graph = null;
      values = null;
      source = null;
      searchers = null;
    }
  }
}
