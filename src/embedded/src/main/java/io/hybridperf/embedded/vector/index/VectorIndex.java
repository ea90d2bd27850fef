package io.hybridperf.embedded.vector.index;

import io.hybridperf.embedded.vector.schema.RequestException;
import io.hybridperf.embedded.vector.schema.ServerName;
import io.milvus.grpc.IndexDescription;
import io.milvus.grpc.KeyValuePair;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;

/**
 * The HNSW graph over the vector field.
 *
 * @param connections its M, neighbours of a node on its upper layers, 1..512
 * @param beamWidth its efConstruction, candidates looked at while a node is linked, 1..3200
 */
public record VectorIndex(int connections, int beamWidth) {
  /** What a collection has before it is given an index. */
  static final VectorIndex DEFAULT = new VectorIndex(16, 200);

  /** The only metric. */
  public static final String METRIC = "COSINE";

  private static final int MAX_CONNECTIONS = 512;
  private static final int MAX_BEAM_WIDTH = 3200;
  // Joining the graphs of segments costs recall that a graph built in one go has: 10,000 texts'
  // embeddings written in five parts, then joined, had recall@10 0.89 at ef 64 instead of 0.93. So
  // a segment gets a graph from about n = 1000 * ln(n) rows on, which is 9,100; below, searches
  // compare with all of its rows.
  private static final int GRAPH_THRESHOLD = 1000;
  private static final int MERGE_WORKERS = 1;

  /**
   * Reads the parameters of an index.
   *
   * @param description what clients are told about the index
   * @return the index
   * @throws RequestException if it is not an HNSW graph for cosines
   */
  public static VectorIndex of(IndexDescription description) {
    Map<String, String> params = new HashMap<>();
    for (KeyValuePair pair : description.getParamsList()) {
      params.put(pair.getKey(), pair.getValue());
    }
    checkOnly(params, "index_type", "HNSW");
    checkOnly(params, "metric_type", METRIC);
    return new VectorIndex(
        number(params, "M", DEFAULT.connections, MAX_CONNECTIONS),
        number(params, "efConstruction", DEFAULT.beamWidth, MAX_BEAM_WIDTH));
  }

  private static void checkOnly(Map<String, String> params, String key, String only) {
    String value = params.getOrDefault(key, only).toUpperCase(Locale.ROOT);
    if (!value.equals(only)) {
      throw new RequestException(
          "invalid %s: %s; the %s has only %s".formatted(key, value, ServerName.NAME, only));
    }
  }

  private static int number(Map<String, String> params, String key, int otherwise, int max) {
    String text = params.getOrDefault(key, Integer.toString(otherwise)).trim();
    try {
      int value = Integer.parseInt(text);
      if (value >= 1 && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Same remedy as a number out of range.
    }
    throw new RequestException(
        "invalid index parameter " + key + ": " + text + ", should be in range [1, " + max + "]");
  }

  Lucene99HnswVectorsFormat format() {
    return new Lucene99HnswVectorsFormat(
        connections, beamWidth, MERGE_WORKERS, null, GRAPH_THRESHOLD);
  }
}
