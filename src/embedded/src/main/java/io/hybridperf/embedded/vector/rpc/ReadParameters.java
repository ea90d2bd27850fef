package io.hybridperf.embedded.vector.rpc;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.hybridperf.embedded.vector.schema.RequestException;
import io.milvus.grpc.KeyValuePair;
import io.milvus.grpc.QueryRequest;
import io.milvus.grpc.SearchRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a search or query, which Milvus keeps in strings. */
final class ReadParameters {
  private static final int MAX_ROWS = 16_384;
  private static final int MAX_EXPLORED = 1 << 20;
  private static final int DEFAULT_EXPLORED = 64;
  private static final List<String> UNSUPPORTED =
      List.of(
          "offset",
          "round_decimal",
          "group_by_field",
          "iterator",
          "radius",
          "range_filter",
          "order_by_fields");
  // What the client sends for a parameter that is not set.
  private static final List<String> NOT_SET = List.of("", "0", "-1", "false", "False");

  private final Map<String, String> values = new HashMap<>();

  private ReadParameters(List<KeyValuePair> pairs) {
    for (KeyValuePair pair : pairs) {
      values.put(pair.getKey(), pair.getValue());
    }
    for (String unsupported : UNSUPPORTED) {
      if (!NOT_SET.contains(text(unsupported))) {
        throw RequestException.unsupported("parameter " + unsupported);
      }
    }
  }

  /** Those of a search; ef may also be in the JSON of "params", where older clients put it. */
  static ReadParameters of(SearchRequest request) {
    if (request.hasIds()) {
      throw RequestException.unsupported("a search by ids");
    }
    ReadParameters parameters = new ReadParameters(request.getSearchParamsList());
    String json = parameters.text("params");
    if (!parameters.values.containsKey("ef") && !json.isEmpty()) {
      try {
        JsonElement tree = JsonParser.parseString(json);
        if (tree.isJsonObject() && tree.getAsJsonObject().has("ef")) {
          parameters.values.put("ef", tree.getAsJsonObject().get("ef").getAsString());
        }
      } catch (JsonParseException | UnsupportedOperationException | IllegalStateException e) {
        throw new RequestException("search params are not JSON: " + json);
      }
    }
    return parameters;
  }

  static ReadParameters of(QueryRequest request) {
    return new ReadParameters(request.getQueryParamsList());
  }

  /** {@return the parameter, empty if it is not there} */
  String text(String key) {
    return values.getOrDefault(key, "").trim();
  }

  /** {@return the rows to answer for each query of a search, 1..16384} */
  int searchLimit() {
    long limit = number("topk", number("limit", 0));
    if (limit < 1 || limit > MAX_ROWS) {
      throw new RequestException(
          "topk [%s] is invalid, top k should be in range [1, %s], but got %s"
              .formatted(limit, MAX_ROWS, limit));
    }
    return (int) limit;
  }

  /** {@return the candidates to keep, at least as many as rows to answer} */
  int explored(int limit) {
    return Math.clamp(number("ef", DEFAULT_EXPLORED), limit, MAX_EXPLORED);
  }

  /** {@return the most rows that a query answers, 1..16384, or all of them if it does not say} */
  int queryLimit() {
    if (text("limit").isEmpty()) {
      return Integer.MAX_VALUE;
    }
    long limit = number("limit", 0);
    if (limit < 1 || limit > MAX_ROWS) {
      throw new RequestException(
          "invalid max query result window, (offset+limit) should be in range [1, %s], but got %s"
              .formatted(MAX_ROWS, limit));
    }
    return (int) limit;
  }

  private long number(String key, long otherwise) {
    String text = text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      // JSON has made a double of a whole number in some clients.
      return (long) Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new RequestException(key + " [" + text + "] is invalid, expected a whole number");
    }
  }
}
