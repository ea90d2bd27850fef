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
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * JVector's graph (Vamana with HNSW's layers) over float vectors on the heap.
 *
 * <p>JVector's inner product assumes unit vectors, so maximum inner product is searched as the
 * nearest point in one more dimension, where every row has the same length (Bachrach et al., 2014),
 * and the answers' distances are computed again.
 */
public final class JVectorBackend extends GraphBackend {
  private static final String POM = "/META-INF/maven/io.github.jbellis/jvector-base/pom.properties";
  private static final int SMALL_ROWS = 10_000;

  private @Nullable RandomAccessVectorValues values;
  private @Nullable ImmutableGraphIndex graph;
  private @Nullable VectorSet source;
  private @Nullable ThreadLocal<GraphSearcher> searchers;

  /** For the service loader. */
  public JVectorBackend() {
    super("jvector");
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
  void build(VectorSet vectors, int m, int efConstruction) {
    source = vectors;
    if (vectors.rows() == 0) {
      return;
    }
    VectorTypeSupport types = VectorizationProvider.getInstance().getVectorTypeSupport();
    boolean longer = metric() == DistanceMetric.INNER_PRODUCT;
    double longest = longer ? largestSquare(vectors) : 0;
    List<VectorFloat<?>> rows = new ArrayList<>(vectors.rows());
    for (int row = 0; row < vectors.rows(); row++) {
      float[] components = Normalised.row(vectors, row, metric());
      rows.add(types.createFloatVector(longer ? lengthen(components, longest) : components));
    }
    int inner = longer ? dimension() + 1 : dimension();
    values = new ListRandomAccessVectorValues(rows, inner);
    // JVector's degree bound is of the lowest layer, which in HNSW's terms is 2 M.
    // One builder makes the same graph every time; several make it in less time.
    int builders = vectors.rows() < SMALL_ROWS ? 1 : devices();
    try (ForkJoinPool pool = new ForkJoinPool(builders);
        GraphIndexBuilder builder =
            GraphIndexBuilder.builder(
                    BuildScoreProvider.randomAccessScoreProvider(values, similarity()),
                    inner,
                    2 * m)
                .withBeamWidth(efConstruction)
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
  void searchOne(float[] query, int k, int candidates, TopK best) {
    float[] asked =
        metric() == DistanceMetric.INNER_PRODUCT ? Arrays.copyOf(query, dimension() + 1) : query;
    VectorTypeSupport types = VectorizationProvider.getInstance().getVectorTypeSupport();
    SearchResult result =
        Objects.requireNonNull(searchers)
            .get()
            .search(
                DefaultSearchScoreProvider.exact(
                    types.createFloatVector(asked), similarity(), Objects.requireNonNull(values)),
                k,
                candidates,
                0f,
                0f,
                Bits.ALL);
    for (SearchResult.NodeScore hit : result.getNodes()) {
      best.offer(distance(hit, query), hit.node);
    }
  }

  private VectorSimilarityFunction similarity() {
    return metric() == DistanceMetric.COSINE
        ? VectorSimilarityFunction.DOT_PRODUCT
        : VectorSimilarityFunction.EUCLIDEAN;
  }

  /** JVector's scores turned back, by the formulas of its VectorSimilarityFunction. */
  private float distance(SearchResult.NodeScore hit, float[] query) {
    return switch (metric()) {
      case COSINE -> 2f * (1f - hit.score);
      case L2 -> 1f / hit.score - 1f;
      case INNER_PRODUCT ->
          (float) metric().distance(query, Objects.requireNonNull(source).row(hit.node));
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
    return -DistanceMetric.INNER_PRODUCT.distance(values, values);
  }

  @Override
  void requireRoom(VectorSet vectors, int m) {
    // The rows, and about 2 M neighbours of 8 bytes each with their scores.
    long needed = vectors.rows() * (4L * vectors.dimension() + 32L * m);
    long heap = Runtime.getRuntime().maxMemory();
    if (needed > heap / 10 * 8) {
      throw new BackendException(
          String.format(
              Locale.ROOT,
              "jvector: %,d x %d needs about %,d MB of heap, %,d MB are allowed: raise -Xmx (by Maven: -Dbench.heap)",
              vectors.rows(),
              vectors.dimension(),
              needed >> 20,
              heap >> 20));
    }
  }

  @Override
  void free() {
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
