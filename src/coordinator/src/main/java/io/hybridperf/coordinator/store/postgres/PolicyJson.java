package io.hybridperf.coordinator.store.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hybridperf.coordinator.store.Policy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Reads the two JSON columns of user_policies; the schema file says what they hold. */
final class PolicyJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private PolicyJson() {}

  static Policy read(String preferences, String constraints) throws JsonProcessingException {
    JsonNode preferred = JSON.readTree(preferences);
    JsonNode constrained = JSON.readTree(constraints);
    return new Policy(
        weights(preferred.path("genres")),
        weights(preferred.path("themes")),
        names(constrained.path("excluded_genres")),
        constrained.path("min_release_year").asInt(Integer.MIN_VALUE),
        constrained.path("max_release_year").asInt(Integer.MAX_VALUE),
        constrained.path("min_popularity").asDouble(Double.NEGATIVE_INFINITY));
  }

  private static Map<String, Double> weights(JsonNode object) {
    Map<String, Double> weights = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      if (entry.getValue().isNumber()) {
        weights.put(entry.getKey(), entry.getValue().doubleValue());
      }
    }
    return weights;
  }

  private static Set<String> names(JsonNode array) {
    Set<String> names = new HashSet<>();
    array.forEach(name -> names.add(name.asText()));
    return names;
  }
}
