package io.hybridperf.embedded.vector.index;

import io.hybridperf.embedded.vector.VectorServer;
import io.hybridperf.embedded.vector.rpc.MilvusError;
import io.milvus.grpc.IndexDescription;
import io.milvus.grpc.KeyValuePair;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;

/**
 * How one vector field is indexed.
 *
 * @param metric how vectors are compared
 * @param connections the graph's M, neighbours of a node on its upper layers
 * @param beamWidth efConstruction, candidates looked at while a node is linked
 * @param exact whether searches skip the graph (index type FLAT)
 */
public record VectorIndex(Metric metric, int connections, int beamWidth, boolean exact) {
  public static final VectorIndex DEFAULT = new VectorIndex(Metric.COSINE, 16, 200, false);
  private static final int MAX_CONNECTIONS = 512;
  private static final int MAX_BEAM_WIDTH = 3200;
  // Joining the graphs of segments costs recall that a graph built in one go has: 10,000 texts'
  // embeddings written in five parts, then joined, had recall@10 0.89 at ef 64 instead of 0.93. So
  // a segment gets a graph from about n = 1000 * ln(n) rows on, which is 9,100; below, searches
  // compare with all of its rows.
  private static final int GRAPH_THRESHOLD = 1000;
  private static final int MERGE_WORKERS = 1;
  private static final Set<String> GRAPH_TYPES = Set.of("HNSW", "AUTOINDEX");

  /** Reads the parameters of an index on a vector field. */
  public static VectorIndex of(Map<String, String> params) {
    String type = params.getOrDefault("index_type", "AUTOINDEX").toUpperCase(Locale.ROOT);
    boolean exact = type.equals("FLAT");
    if (!exact && !GRAPH_TYPES.contains(type)) {
      throw new MilvusError(
          "invalid index type: "
              + type
              + "; the "
              + VectorServer.name()
              + " has HNSW, FLAT and AUTOINDEX");
    }
    return new VectorIndex(
        Metric.named(params.getOrDefault("metric_type", "COSINE")),
        number(params, "M", DEFAULT.connections, MAX_CONNECTIONS),
        number(params, "efConstruction", DEFAULT.beamWidth, MAX_BEAM_WIDTH),
        exact);
  }

  /** Reads the parameters back from what clients are told about the index. */
  public static VectorIndex of(IndexDescription description) {
    Map<String, String> params = new LinkedHashMap<>();
    for (KeyValuePair pair : description.getParamsList()) {
      params.put(pair.getKey(), pair.getValue());
    }
    return of(params);
  }

  private static int number(Map<String, String> params, String key, int otherwise, int max) {
    String text = params.get(key);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text.trim());
      if (value >= 1 && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Same remedy as a number out of range.
    }
    throw new MilvusError(
        "invalid index parameter " + key + ": " + text + ", should be in range [1, " + max + "]");
  }

  Lucene99HnswVectorsFormat format() {
    return new Lucene99HnswVectorsFormat(
        connections, beamWidth, MERGE_WORKERS, null, GRAPH_THRESHOLD);
  }

  /** Whether the same stored vectors and graph serve both. */
  boolean sameGraphAs(VectorIndex other) {
    return metric == other.metric
        && connections == other.connections
        && beamWidth == other.beamWidth;
  }
}
