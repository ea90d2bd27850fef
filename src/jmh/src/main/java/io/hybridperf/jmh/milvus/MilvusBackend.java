package io.hybridperf.jmh.milvus;

import io.hybridperf.jmh.backend.Availability;
import io.hybridperf.jmh.backend.BackendException;
import io.hybridperf.jmh.backend.DistanceMetric;
import io.hybridperf.jmh.backend.Inputs;
import io.hybridperf.jmh.backend.Normalised;
import io.hybridperf.jmh.backend.Tuning;
import io.hybridperf.jmh.backend.VectorSearchBackend;
import io.hybridperf.jmh.data.VectorSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Milvus server at {@code -Dmilvus.address=host:port}, with a collection of its own that is
 * dropped at the end. Its times hold the network. The slim jar carries no SDK, so nothing of it is
 * mentioned here.
 */
public final class MilvusBackend implements VectorSearchBackend {
  private static final String ADDRESS = "milvus.address";
  private static final String SDK = "io.milvus.v2.client.MilvusClientV2";

  private @Nullable MilvusCollection collection;
  private DistanceMetric metric = DistanceMetric.COSINE;
  private Tuning search = Tuning.none();
  private int dimension;
  private int rows;

  /** For the service loader. */
  public MilvusBackend() {}

  @Override
  public String name() {
    return "milvus";
  }

  @Override
  public boolean exact() {
    return false;
  }

  @Override
  public String version() {
    return "Milvus at " + System.getProperty(ADDRESS, "");
  }

  @Override
  public Availability probe() {
    String address = System.getProperty(ADDRESS, "");
    if (address.isEmpty()) {
      return Availability.no("no server is named: -D" + ADDRESS + "=host:port");
    }
    try {
      Class.forName(SDK, false, MilvusBackend.class.getClassLoader());
      return MilvusCollection.answers(address)
          ? Availability.ok()
          : Availability.no(ADDRESS + "=" + address + " does not answer");
    } catch (ClassNotFoundException | LinkageError e) {
      return Availability.no("Milvus's SDK is not in this jar: run it by Maven (-Pbench)");
    }
  }

  @Override
  public int devices() {
    return probe() instanceof Availability.Available() ? 1 : 0;
  }

  @Override
  public Set<String> settings() {
    return Set.of(
        "index",
        "M",
        "efConstruction",
        "ef",
        "nlist",
        "nprobe",
        "graph_degree",
        "intermediate_graph_degree",
        "itopk_size",
        "search_width");
  }

  @Override
  public void build(VectorSet vectors, DistanceMetric distance, Tuning tuning) {
    close();
    Inputs.checkRows(vectors);
    tune(tuning);
    metric = distance;
    dimension = vectors.dimension();
    rows = vectors.rows();
    collection =
        MilvusCollection.create(System.getProperty(ADDRESS, ""), vectors, distance, tuning);
  }

  @Override
  public void tune(Tuning tuning) {
    tuning.requireOnly(name(), settings());
    search = search.with(tuning);
  }

  @Override
  public void search(float[] queries, int batch, int k, int[] ids, float[] distances) {
    MilvusCollection searched = collection;
    if (searched == null) {
      throw new BackendException("milvus: search before build");
    }
    Inputs.checkSearch(queries, batch, dimension, k, ids, distances);
    searched.search(
        Normalised.queries(queries, batch, dimension, metric),
        batch,
        dimension,
        k,
        Math.min(k, rows),
        search,
        ids,
        distances);
  }

  @Override
  public void close() {
    if (collection != null) {
      collection.close();
      collection = null;
    }
  }
}
