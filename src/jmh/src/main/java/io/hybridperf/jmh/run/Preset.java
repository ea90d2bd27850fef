package io.hybridperf.jmh.run;

import io.hybridperf.jmh.backend.Backends;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** How long and over how much data the benchmarks run. */
enum Preset {
  /**
   * Minutes for all of them: small data, few and short iterations. For trying out and for gates.
   */
  SHORT,
  /** Hours: large data, two processes each, iterations enough for narrow intervals. */
  FULL;

  private static final String DEVICES = "devices";
  private static final List<Integer> REFERENCE_DEVICES = List.of(1, 10, 50, 100);

  /**
   * Reads the setting.
   *
   * @param text {@code short} or {@code full}
   * @return the setting
   * @throws IllegalArgumentException when it is another word
   */
  static Preset parse(String text) {
    for (Preset settings : values()) {
      if (settings.name().equalsIgnoreCase(text)) {
        return settings;
      }
    }
    throw new IllegalArgumentException("bench.settings=" + text + ": expected short or full");
  }

  /**
   * Sets a benchmark class up.
   *
   * @param options JMH's
   * @param benchmark the simple name of the class
   * @param overrides parameter values asked for by the user, which win
   */
  void apply(ChainedOptionsBuilder options, String benchmark, Map<String, List<String>> overrides) {
    boolean distribution = benchmark.equals("P99Latency");
    if (this == SHORT) {
      options.forks(1).warmupIterations(1).warmupTime(TimeValue.seconds(1));
      options.measurementIterations(5).measurementTime(TimeValue.seconds(distribution ? 3 : 1));
      if (Stack.isNeededBy(benchmark)) {
        // The stack's own JVM is new too: until it is warm, who comes first looks slower.
        options.warmupIterations(5).warmupTime(TimeValue.seconds(2));
        options.measurementTime(TimeValue.seconds(2));
      }
    } else {
      options.forks(2).warmupIterations(5).warmupTime(TimeValue.seconds(2));
      options.measurementIterations(10).measurementTime(TimeValue.seconds(5));
    }
    Map<String, List<String>> params = new TreeMap<>(params(benchmark, overrides));
    params.putAll(overrides);
    params.forEach((name, values) -> options.param(name, values.toArray(String[]::new)));
  }

  private Map<String, List<String>> params(String benchmark, Map<String, List<String>> overrides) {
    Map<String, List<String>> params = new TreeMap<>();
    boolean large = this == FULL;
    switch (benchmark) {
      case "VectorSearchScaling" -> {
        params.put(DEVICES, devices(overrides.getOrDefault("backend", List.of("cpu-exact"))));
        params.put("data", List.of(large ? "clustered:1000000x384" : "clustered:100000x128"));
      }
      case "DatasetScaling" -> {
        params.put(
            "rows",
            large ? List.of("100000", "1000000", "10000000") : List.of("100000", "1000000"));
        params.put("dimension", List.of(large ? "384" : "128"));
      }
      case "QueryComplexity", "ConcurrentThroughput", "P99Latency" ->
          params.put("data", List.of(large ? "clustered:1000000x384" : "clustered:20000x128"));
      default -> {
        // The benchmarks of the whole stack run on its own data.
      }
    }
    return params;
  }

  private static List<String> devices(List<String> backends) {
    int present = present(backends);
    return IntStream.rangeClosed(1, present).mapToObj(String::valueOf).toList();
  }

  /**
   * Says which of the reference cluster's numbers of devices are not here to be measured.
   *
   * @param overrides parameter values asked for by the user
   * @return one line a number; none when the user asked for numbers of their own
   */
  static List<String> absentDevices(Map<String, List<String>> overrides) {
    if (overrides.containsKey(DEVICES)) {
      return List.of();
    }
    List<String> backends = overrides.getOrDefault("backend", List.of("cpu-exact"));
    int present = present(backends);
    return REFERENCE_DEVICES.stream()
        .filter(devices -> devices > present)
        .map(devices ->
            "VectorSearchScaling %s over %s devices: only %s present"
                .formatted(String.join(",", backends), devices, present))
        .toList();
  }

  private static int present(List<String> backends) {
    int present = 1;
    for (String backend : backends) {
      present = Math.max(present, Backends.named(backend).devices());
    }
    return present;
  }

  /**
   * Reads {@code name=a,b;name=c}.
   *
   * @param text parameters with semicolons between them; empty for none
   * @return values by name
   * @throws IllegalArgumentException when a part has no {@code =}
   */
  static Map<String, List<String>> parseParams(String text) {
    Map<String, List<String>> params = new TreeMap<>();
    for (String part : text.split(";", -1)) {
      if (part.isBlank()) {
        continue;
      }
      int equals = part.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "bench.params=" + text + ": expected name=value,value;name=value, e.g. k=10,100");
      }
      String name = part.substring(0, equals).strip();
      // A tuning has commas of its own, so it can have one value only.
      String values = part.substring(equals + 1).strip();
      params.put(
          name,
          name.equals("tuning")
              ? List.of(values)
              : new ArrayList<>(List.of(values.split(",", -1))));
    }
    return params;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
