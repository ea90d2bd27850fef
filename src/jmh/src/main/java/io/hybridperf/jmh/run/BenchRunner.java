package io.hybridperf.jmh.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.jmh.backend.Availability;
import io.hybridperf.jmh.backend.Backends;
import io.hybridperf.jmh.bench.Facts;
import io.hybridperf.jmh.bench.Failures;
import io.hybridperf.jmh.bench.GpuProfiler;
import io.hybridperf.jmh.bench.VectorSearchScaling;
import io.hybridperf.jmh.cuvs.Nvml;
import io.hybridperf.measurement.files.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks a regular expression names, and writes one document with their results, what
 * they ran on, and what did not run and why.
 */
final class BenchRunner {
  /** What a document of these results says that it is. */
  static final String KIND = "hybrid-perf-jmh";

  private final String filter;
  private final Preset settings;
  private final Map<String, List<String>> params;

  BenchRunner(String filter, Preset settings, Map<String, List<String>> params) {
    this.filter = filter;
    this.settings = settings;
    this.params = params;
  }

  /** Returns the exit status: 1 when something asked for did not run, or ran too little. */
  int run() {
    Map<String, List<String>> selected = select();
    requireGpu();
    Path folder = ResultsFolder.create("jmh");
    ObjectNode document = RunEnvironment.document(KIND);
    document.put("filter", filter).put("settings", settings.toString());
    ArrayNode results = document.putArray("results");
    ArrayNode notMeasured = document.putArray("notMeasured");
    absentBackends().forEach(notMeasured::add);
    if (selected.containsKey(VectorSearchScaling.class.getName())) {
      Preset.absentDevices(params).forEach(notMeasured::add);
    }
    List<String> failures = new ArrayList<>();
    try (Stack stack = Stack.startFor(selected.keySet(), failures)) {
      for (Map.Entry<String, List<String>> benchmark : stack.runnable(selected).entrySet()) {
        Path failed = folder.resolve("failures.tmp");
        run(benchmark.getKey(), benchmark.getValue(), failed).forEach(results::add);
        failures.addAll(Failures.read(failed));
        delete(failed);
        // After every benchmark, so that a run that is interrupted keeps what it has.
        Json.write(folder.resolve("benchmarks.json"), document);
      }
    }
    failures.addAll(ResultTable.tooFewSamples(results));
    failures.addAll(ResultTable.incomplete(results));
    failures.forEach(notMeasured::add);
    String table = ResultTable.markdown(document);
    Json.write(folder.resolve("benchmarks.json"), document);
    ResultsFolder.write(folder, "benchmarks.md", table);
    System.out.println();
    System.out.println(table);
    System.out.println("Results: " + folder.resolve("benchmarks.json"));
    if (results.isEmpty() && failures.isEmpty()) {
      System.err.println("ERROR: no benchmark gave a result; JMH's output above says why");
      return 1;
    }
    failures.forEach(line -> System.err.println("ERROR: not measured: " + line));
    return failures.isEmpty() ? 0 : 1;
  }

  /** Benchmark methods by class. */
  private Map<String, List<String>> select() {
    try {
      Pattern pattern = Pattern.compile(filter);
      Map<String, List<String>> byClass = new TreeMap<>();
      Collection<String> all = new TreeSet<>();
      for (BenchmarkListEntry entry : BenchmarkList.defaultList().getAll(null, List.of())) {
        String name = entry.getUsername();
        String type = name.substring(0, name.lastIndexOf('.'));
        all.add(type.substring(type.lastIndexOf('.') + 1));
        if (pattern.matcher(name).find()) {
          byClass.computeIfAbsent(type, key -> new ArrayList<>()).add(name);
        }
      }
      if (byClass.isEmpty()) {
        throw new IllegalArgumentException(
            "bench=" + filter + ": matches no benchmark; there are " + all);
      }
      return byClass;
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "bench=" + filter + ": not a regular expression: " + e.getDescription());
    }
  }

  private JsonNode run(String type, List<String> methods, Path failures) {
    ChainedOptionsBuilder options = new OptionsBuilder();
    methods.forEach(method -> options.include("^" + Pattern.quote(method) + "$"));
    settings.apply(options, type.substring(type.lastIndexOf('.') + 1), params);
    if (Nvml.open().isPresent()) {
      options.addProfiler(GpuProfiler.class);
    }
    options.addProfiler(Facts.class).jvmArgsAppend(forkArguments(failures).toArray(String[]::new));
    try {
      return json(new Runner(options.build()).run());
    } catch (RunnerException e) {
      throw new IllegalArgumentException("JMH refused: " + e.getMessage());
    }
  }

  private static List<String> forkArguments(Path failures) {
    List<String> arguments = new ArrayList<>();
    arguments.add("-D" + Failures.FILE_PROPERTY + "=" + failures);
    System.getProperties()
        .forEach((name, value) -> {
          String text = name.toString();
          if (text.startsWith("bench.")
              || text.startsWith("cuvs.")
              || text.startsWith("milvus.")
              || text.startsWith("stack.")) {
            arguments.add("-D" + text + "=" + value);
          }
        });
    return arguments;
  }

  private static JsonNode json(Collection<RunResult> results) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
    }
    try {
      return Json.mapper().readTree(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("JMH's own JSON cannot be read", e);
    }
  }

  private static List<String> absentBackends() {
    return Backends.all().stream()
        .flatMap(backend ->
            backend.probe() instanceof Availability.Unavailable(String reason)
                ? Stream.of("backend " + backend.name() + ": " + reason)
                : Stream.empty())
        .toList();
  }

  private static void requireGpu() {
    if (!Boolean.getBoolean("gpu.required")) {
      return;
    }
    for (String line : absentBackends()) {
      if (line.startsWith("backend cuvs-")) {
        throw new IllegalArgumentException("gpu.required=true, but " + line);
      }
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
