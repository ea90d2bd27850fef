package io.hybridperf.embedded.vector.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.hybridperf.embedded.vector.index.RowDecoder;
import io.hybridperf.embedded.vector.schema.RequestException;
import io.hybridperf.embedded.vector.schema.Schema;
import io.milvus.grpc.PlaceholderGroup;
import io.milvus.grpc.PlaceholderType;
import io.milvus.grpc.PlaceholderValue;
import io.milvus.grpc.SearchRequest;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Reads the vectors of a search, which Milvus keeps in bytes. */
final class QueryVectors {
  private static final int MAX_QUERIES = 16_384;

  private QueryVectors() {}

  static List<float[]> of(SearchRequest request, Schema.Vector field) {
    List<float[]> queries = new ArrayList<>();
    for (PlaceholderValue placeholder : group(request).getPlaceholdersList()) {
      if (placeholder.getType() != PlaceholderType.FloatVector) {
        throw new RequestException(
            "vector type must be the same, field %s - type FloatVector, search info type %s"
                .formatted(field.name(), placeholder.getType()));
      }
      for (ByteString bytes : placeholder.getValuesList()) {
        queries.add(vector(bytes, field));
      }
    }
    if (queries.isEmpty() || queries.size() > MAX_QUERIES) {
      throw new RequestException(
          "nq [%s] is invalid, nq (number of search vector per search request) should be in range [1, %s], but got %s"
              .formatted(queries.size(), MAX_QUERIES, queries.size()));
    }
    return queries;
  }

  private static PlaceholderGroup group(SearchRequest request) {
    try {
      return PlaceholderGroup.parseFrom(request.getPlaceholderGroup());
    } catch (InvalidProtocolBufferException e) {
      throw new RequestException("placeholder group cannot be read: " + e.getMessage());
    }
  }

  private static float[] vector(ByteString bytes, Schema.Vector field) {
    if (bytes.size() != field.dimension() * Float.BYTES) {
      throw new RequestException(
          "vector dimension mismatch: field %s has dimension %s, the query vector has %s"
              .formatted(field.name(), field.dimension(), bytes.size() / Float.BYTES));
    }
    float[] vector = new float[field.dimension()];
    bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    for (float value : vector) {
      RowDecoder.finite(value);
    }
    return vector;
  }
}
