package io.hybridperf.suite.cost;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.origin.Machine;
import java.nio.file.Path;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Both clients beside each other. */
final class CostReport {
  static final String OURS = "ours";
  static final String BARE = "bare";

  /** A thread group that takes less is not listed, microseconds a request. */
  private static final double LEAST_MICROS = 0.05;

  private final double qps;
  private final List<CostBlock> blocks;
  private final List<String> violations;

  CostReport(double qps, List<CostBlock> blocks, List<String> violations) {
    this.qps = qps;
    this.blocks = List.copyOf(blocks);
    this.violations = List.copyOf(violations);
  }

  /** CPU per request of ours over that of the bare client, medians over the blocks. */
  double ratio() {
    return micros(OURS) / micros(BARE);
  }

  private double micros(String client) {
    return median(client, CostBlock::cpuMicrosPerRequest);
  }

  private double median(String client, ToDoubleFunction<CostBlock> of) {
    double[] sorted = of(client).stream().mapToDouble(of).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private List<CostBlock> of(String client) {
    return blocks.stream().filter(block -> block.client().equals(client)).toList();
  }

  String table() {
    Formatter text = new Formatter(Locale.ROOT);
    text.format("Client CPU at %,.0f requests a second, microseconds a request:%n", qps);
    text.format(
        "  %-6s %9s %9s %9s %14s %7s %14s %17s%n",
        "client",
        "answered",
        "CPU us",
        "loop us",
        "lag p99 ms",
        "lost",
        "loop, cores",
        "coordinator, cores");
    for (CostBlock block : blocks) {
      text.format(
          "  %-6s %,9d %9.2f %9.2f %14.3f %,7d %14.2f %17.2f%n",
          block.client(),
          block.answered(),
          block.cpuMicrosPerRequest(),
          block.loopCores() * block.seconds() * 1e6 / block.answered(),
          block.lagP99Millis(),
          block.lost(),
          block.loopCores(),
          block.coordinatorCores());
    }
    for (String client : List.of(BARE, OURS)) {
      text.format("  %s: %.2f us, of which %s%n", client, micros(client), parts(client));
    }
    text.format("  fullest while ours sends: %s%n", fullest());
    text.format(
        "  schedule audit: %s%n",
        violations.isEmpty() ? "kept" : "INVALID, " + String.join("; ", violations));
    return text.toString();
  }

  private String parts(String client) {
    Map<String, Double> parts = new TreeMap<>();
    of(client).forEach(block -> block.microsByThread().keySet().forEach(k -> parts.put(k, 0.0)));
    parts.replaceAll(
        (group, _) -> median(client, block -> block.microsByThread().getOrDefault(group, 0.0)));
    StringBuilder text = new StringBuilder();
    parts.forEach((group, micros) -> {
      if (micros >= LEAST_MICROS) {
        text.append(text.isEmpty() ? "" : ", ")
            .append(String.format(Locale.ROOT, "%s %.2f", group, micros));
      }
    });
    return text.toString();
  }

  private String fullest() {
    double loop = median(OURS, CostBlock::loopCores);
    double process = median(OURS, CostBlock::processCores);
    double coordinator = median(OURS, CostBlock::coordinatorCores);
    int cores = Runtime.getRuntime().availableProcessors();
    return String.format(
        Locale.ROOT,
        "the generator's event loop uses %.0f %% of a core, the null coordinator %.0f %%, and both processes %.0f %% of the %d cores",
        100 * loop,
        100 * coordinator,
        100 * (process + coordinator) / cores,
        cores);
  }

  String lastLine() {
    return String.format(Locale.ROOT, "generator-cost ratio %.2f", ratio());
  }

  void writeTo(Path file) {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("schemaVersion", 1);
    json.put("qps", qps);
    json.put("ratio", ratio());
    json.put("cpuMicrosPerRequest", micros(OURS));
    json.put("bareCpuMicrosPerRequest", micros(BARE));
    json.put("lagP99Millis", median(OURS, CostBlock::lagP99Millis));
    json.put("lost", of(OURS).stream().mapToLong(CostBlock::lost).sum());
    json.set("violations", Json.mapper().valueToTree(violations));
    ArrayNode all = json.putArray("blocks");
    blocks.forEach(block -> all.add(Json.mapper().<ObjectNode>valueToTree(block)));
    json.set("machine", Json.mapper().valueToTree(Machine.current()));
    Json.write(file, json);
  }
}
