package io.hybridperf.suite.cost;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.origin.Machine;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Both clients beside each other; or ours without something and with it. */
final class CostReport {
  static final String OURS = "ours";
  static final String BARE = "bare";
  static final String WITHOUT = "without";

  /** A thread group that takes less is not listed, microseconds a request. */
  private static final double LEAST_MICROS = 0.05;

  private final String baseline;
  private final String measured;
  private final double qps;
  private final List<CostBlock> blocks;
  private final List<String> violations;

  /** Ours beside the bare client. */
  CostReport(double qps, List<CostBlock> blocks, List<String> violations) {
    this(BARE, OURS, qps, blocks, violations);
  }

  /** Ours with something, a block after or before each one without. */
  static CostReport ofAddition(
      String added, double qps, List<CostBlock> blocks, List<String> violations) {
    return new CostReport(WITHOUT, added, qps, blocks, violations);
  }

  private CostReport(
      String baseline,
      String measured,
      double qps,
      List<CostBlock> blocks,
      List<String> violations) {
    this.baseline = baseline;
    this.measured = measured;
    this.qps = qps;
    this.blocks = List.copyOf(blocks);
    this.violations = List.copyOf(violations);
  }

  /**
   * CPU per request of ours over that of the bare client, medians over the blocks; of an addition,
   * the median over its pairs.
   */
  double ratio() {
    return isAddition() ? median(pairs()) : micros(measured) / micros(baseline);
  }

  private boolean isAddition() {
    return baseline.equals(WITHOUT);
  }

  /** CPU per request with over without, of neighbours: what drifts meanwhile is in both. */
  private double[] pairs() {
    double[] ratios = new double[blocks.size() / 2];
    for (int n = 0; n < ratios.length; n++) {
      CostBlock first = blocks.get(2 * n);
      CostBlock second = blocks.get(2 * n + 1);
      double ratio = second.cpuMicrosPerRequest() / first.cpuMicrosPerRequest();
      ratios[n] = first.client().equals(baseline) ? ratio : 1 / ratio;
    }
    Arrays.sort(ratios);
    return ratios;
  }

  /** How much of a core it takes more, for the rate's requests. */
  private double addedCores() {
    return (ratio() - 1) * micros(baseline) * qps / 1e6;
  }

  private double micros(String client) {
    return median(client, CostBlock::cpuMicrosPerRequest);
  }

  private double median(String client, ToDoubleFunction<CostBlock> of) {
    return median(of(client).stream().mapToDouble(of).sorted().toArray());
  }

  private static double median(double[] sorted) {
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private List<CostBlock> of(String client) {
    return blocks.stream().filter(block -> block.client().equals(client)).toList();
  }

  String table() {
    Formatter text = new Formatter(Locale.ROOT);
    text.format("Client CPU at %,.0f requests a second, microseconds a request:%n", qps);
    text.format(
        "  %-7s %9s %9s %9s %14s %7s %14s %17s%n",
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
          "  %-7s %,9d %9.2f %9.2f %14.3f %,7d %14.2f %17.2f%n",
          block.client(),
          block.answered(),
          block.cpuMicrosPerRequest(),
          block.loopCores() * block.seconds() * 1e6 / block.answered(),
          block.lagP99Millis(),
          block.lost(),
          block.loopCores(),
          block.coordinatorCores());
    }
    for (String client : List.of(baseline, measured)) {
      text.format("  %s: %.2f us, of which %s%n", client, micros(client), parts(client));
    }
    if (isAddition()) {
      text.format(
          "  %s over without, each pair: %s%n",
          measured,
          Arrays.stream(pairs())
              .mapToObj(pair -> String.format(Locale.ROOT, "%.3f", pair))
              .collect(Collectors.joining(" ")));
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
    double loop = median(measured, CostBlock::loopCores);
    double process = median(measured, CostBlock::processCores);
    double coordinator = median(measured, CostBlock::coordinatorCores);
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
    if (!isAddition()) {
      return String.format(Locale.ROOT, "generator-cost ratio %.2f", ratio());
    }
    double[] pairs = pairs();
    return String.format(
        Locale.ROOT,
        "generator-cost of %s: a request costs %.3f x as much (pairs %.3f to %.3f), in all %.2f %% of a core",
        measured,
        ratio(),
        pairs[0],
        pairs[pairs.length - 1],
        100 * addedCores());
  }

  void writeTo(Path file) {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("schemaVersion", 1);
    json.put("qps", qps);
    json.put("ratio", ratio());
    json.put("cpuMicrosPerRequest", micros(measured));
    json.put(baseline + "CpuMicrosPerRequest", micros(baseline));
    if (isAddition()) {
      json.put("added", measured);
      json.put("addedCores", addedCores());
      json.set("pairs", Json.mapper().valueToTree(pairs()));
    }
    json.put("lagP99Millis", median(measured, CostBlock::lagP99Millis));
    json.put("lost", of(measured).stream().mapToLong(CostBlock::lost).sum());
    json.set("violations", Json.mapper().valueToTree(violations));
    ArrayNode all = json.putArray("blocks");
    blocks.forEach(block -> all.add(Json.mapper().<ObjectNode>valueToTree(block)));
    json.set("machine", Json.mapper().valueToTree(Machine.current()));
    Json.write(file, json);
  }
}
