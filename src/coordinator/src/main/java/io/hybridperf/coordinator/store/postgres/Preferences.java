package io.hybridperf.coordinator.store.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.coordinator.store.RewardSignal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The preferences of a policy as they learn.
 *
 * <p>Each genre and each theme of the content has its preference moved by learning rate times
 * reward, from 0 if there was none, and kept in -0.99..1, since a factor 1 + preference must stay
 * above 0. Sums do not care for their order, so neither does learning, as long as no bound is met.
 * At most {@value #MAX_NAMES} names of a kind are kept, the strongest.
 */
final class Preferences {

  static final double MIN = -0.99;
  static final double MAX = 1;
  static final int MAX_NAMES = 256;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode root;

  private Preferences(ObjectNode root) {
    this.root = root;
  }

  /** Reads the column; whatever else it holds is kept. */
  static Preferences read(String column) throws JsonProcessingException {
    return new Preferences(
        JSON.readTree(column) instanceof ObjectNode object ? object : JSON.createObjectNode());
  }

  /**
   * Moves the preferences of the content's genres and themes.
   *
   * @param learningRate of the policy, taken as 0..1
   */
  void learn(RewardSignal signal, double learningRate) {
    double step = Math.clamp(learningRate, 0, 1) * signal.reward();
    move("genres", signal.genres(), step);
    move("themes", signal.themes(), step);
  }

  private void move(String kind, List<String> names, double step) {
    if (names.isEmpty() || !(Math.abs(step) > 0)) {
      return;
    }
    ObjectNode weights = root.get(kind) instanceof ObjectNode known ? known : root.putObject(kind);
    for (String name : names) {
      weights.put(name, Math.clamp(weights.path(name).asDouble(0) + step, MIN, MAX));
    }
    while (weights.size() > MAX_NAMES) {
      weights.remove(weakest(weights));
    }
  }

  private static String weakest(ObjectNode weights) {
    return weights.properties().stream()
        .min(
            Comparator.comparingDouble(
                (Map.Entry<String, JsonNode> entry) -> Math.abs(entry.getValue().asDouble(0))))
        .orElseThrow()
        .getKey();
  }

  /** The column. */
  String column() {
    return root.toString();
  }
}
