package io.hybridperf.embedded.vector.rpc;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.hybridperf.embedded.vector.index.Schema;
import io.milvus.grpc.KeyValuePair;
import io.milvus.grpc.PlaceholderGroup;
import io.milvus.grpc.PlaceholderType;
import io.milvus.grpc.PlaceholderValue;
import io.milvus.grpc.SearchRequest;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the parts of a search request that Milvus keeps in strings and bytes. */
final class SearchRequests {
  private static final int MAX_ROWS = 16_384;
  private static final int DEFAULT_EXPLORED = 64;

  private SearchRequests() {}

  /**
   * How much to answer.
   *
   * @param limit rows to answer per query, at least 1
   * @param offset rows to leave out before them
   * @param explored candidates to keep, at least limit + offset
   * @param decimals digits to round scores to, or -1
   */
  record Extent(int limit, int offset, int explored, int decimals) {}

  /**
   * The request's parameters; ef may also be in the JSON of "params", where older clients put it.
   */
  static Map<String, String> parameters(SearchRequest request) {
    Map<String, String> parameters = new HashMap<>();
    for (KeyValuePair pair : request.getSearchParamsList()) {
      parameters.put(pair.getKey(), pair.getValue());
    }
    if (!parameters.containsKey("ef") && parameters.containsKey("params")) {
      addJson(parameters, parameters.getOrDefault("params", ""));
    }
    for (String unknown :
        List.of("group_by_field", "iterator", "radius", "range_filter", "order_by_fields")) {
      if (parameters.containsKey(unknown) && !parameters.get(unknown).equalsIgnoreCase("false")) {
        throw MilvusError.unsupported("search parameter " + unknown);
      }
    }
    return parameters;
  }

  private static void addJson(Map<String, String> parameters, String json) {
    try {
      JsonElement tree = JsonParser.parseString(json);
      if (tree.isJsonObject()) {
        tree.getAsJsonObject()
            .entrySet()
            .forEach(entry -> {
              if (entry.getValue().isJsonPrimitive()) {
                parameters.putIfAbsent(entry.getKey(), entry.getValue().getAsString());
              }
            });
      }
    } catch (JsonParseException e) {
      throw new MilvusError("search params are not JSON: " + json);
    }
  }

  static Extent extent(Map<String, String> parameters) {
    long limit = number(parameters, "topk", number(parameters, "limit", 0));
    long offset = number(parameters, "offset", 0);
    checkRange("topk", limit, 1);
    checkRange("offset", offset, 0);
    checkRange("offset+topk", limit + offset, 1);
    long explored = number(parameters, "ef", DEFAULT_EXPLORED);
    return new Extent(
        (int) limit,
        (int) offset,
        (int) Math.clamp(explored, limit + offset, 1 << 20),
        (int) number(parameters, "round_decimal", -1));
  }

  private static void checkRange(String name, long value, long least) {
    if (value < least || value > MAX_ROWS) {
      throw new MilvusError(
          name
              + " ["
              + value
              + "] is invalid, top k should be in range [1, "
              + MAX_ROWS
              + "], but got "
              + value);
    }
  }

  static long number(Map<String, String> parameters, String key, long otherwise) {
    String text = parameters.get(key);
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    try {
      // JSON has made a double of a whole number in some clients.
      return (long) Double.parseDouble(text.trim());
    } catch (NumberFormatException e) {
      throw new MilvusError(key + " [" + text + "] is invalid, expected a whole number");
    }
  }

  /** Refuses a window past Milvus's limit on rows in one answer. */
  static void checkQueryWindow(long offset, long limit) {
    if (limit < 1 || offset < 0 || offset + limit > MAX_ROWS) {
      throw new MilvusError(
          "invalid max query result window, (offset+limit) should be in range [1, "
              + MAX_ROWS
              + "], but got "
              + (offset + limit));
    }
  }

  static List<float[]> queries(SearchRequest request, Schema.Vector field) {
    if (request.hasIds()) {
      throw MilvusError.unsupported("a search by ids");
    }
    List<float[]> queries = new ArrayList<>();
    for (PlaceholderValue placeholder : group(request).getPlaceholdersList()) {
      if (placeholder.getType() != PlaceholderType.FloatVector) {
        throw new MilvusError(
            "vector type must be the same, field "
                + field.name()
                + " - type FloatVector, search info type "
                + placeholder.getType());
      }
      for (ByteString bytes : placeholder.getValuesList()) {
        queries.add(vector(bytes, field));
      }
    }
    if (queries.isEmpty() || queries.size() > MAX_ROWS) {
      throw new MilvusError(
          "nq ["
              + queries.size()
              + "] is invalid, nq (number of search vector per search request) should be in range [1, "
              + MAX_ROWS
              + "], but got "
              + queries.size());
    }
    return queries;
  }

  private static PlaceholderGroup group(SearchRequest request) {
    try {
      return PlaceholderGroup.parseFrom(request.getPlaceholderGroup());
    } catch (InvalidProtocolBufferException e) {
      throw new MilvusError("placeholder group cannot be read: " + e.getMessage());
    }
  }

  private static float[] vector(ByteString bytes, Schema.Vector field) {
    if (bytes.size() != field.dimension() * Float.BYTES) {
      throw new MilvusError(
          "vector dimension mismatch: field "
              + field.name()
              + " has dimension "
              + field.dimension()
              + ", the query vector has "
              + bytes.size() / Float.BYTES);
    }
    float[] vector = new float[field.dimension()];
    bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    for (float value : vector) {
      RowDecoder.finite(value);
    }
    return vector;
  }
}
