package io.hybridperf.jmh.run;

import io.hybridperf.jmh.backend.Availability;
import io.hybridperf.jmh.backend.BackendException;
import io.hybridperf.jmh.backend.Backends;
import io.hybridperf.jmh.backend.VectorSearchBackend;
import io.hybridperf.jmh.bench.Facts;
import io.hybridperf.jmh.bench.GpuProfiler;
import io.hybridperf.jmh.cuvs.Nvml;
import io.hybridperf.jmh.data.DataException;
import io.hybridperf.jmh.data.VecsWriter;
import io.hybridperf.jmh.workload.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The jar's entry. Without one of the commands below it is JMH's own command line ({@code -h}),
 * with recall beside every time.
 */
public final class Main {
  private static final Set<String> NOTHING_RUNS = Set.of("-h", "-l", "-lp", "-lprof", "-lrf");

  private Main() {}

  /**
   * Starts.
   *
   * @param args a command and its arguments, or JMH's
   * @throws IOException from JMH's command line
   */
  public static void main(String[] args) throws IOException {
    int status;
    try {
      status = run(args);
    } catch (UsageException | DataException | BackendException | IllegalArgumentException e) {
      System.err.println("ERROR: " + e.getMessage());
      status = 2;
    }
    if (status != 0) {
      System.exit(status);
    }
  }

  private static int run(String[] args) throws IOException {
    List<String> rest = args.length == 0 ? List.of() : List.of(args).subList(1, args.length);
    return switch (args.length == 0 ? "" : args[0]) {
      case "bench" ->
          new BenchRunner(
                  System.getProperty("bench", "."),
                  Settings.parse(System.getProperty("bench.settings", "short")),
                  Settings.parseParams(System.getProperty("bench.params", "")))
              .run();
      case "backends" -> listBackends(rest);
      case "sweep" ->
          Sweep.run(
              new Arguments(
                  "sweep",
                  rest,
                  Set.of(
                      "data", "queries", "k", "batch", "passes", "backends", "values", "tuning")));
      case "floor" ->
          Floor.run(new Arguments("floor", rest, Set.of("backend", "data", "threads", "seconds")));
      case "check" -> Check.run(new Arguments("check", rest, Set.of("backends", "data")));
      case "gpu-exporter" -> GpuExporter.run(new Arguments("gpu-exporter", rest, Set.of("port")));
      case "coordinator" ->
          CoordinatorSpeed.run(
              new Arguments("coordinator", rest, Set.of("target", "seconds", "from", "loads")));
      case "export" -> export(new Arguments("export", rest, Set.of("data", "queries")));
      case "save" -> save(new Arguments("save", rest, Set.of()));
      case "compare" -> compare(new Arguments("compare", rest, Set.of("tolerance")));
      default -> jmh(args);
    };
  }

  private static int jmh(String[] args) throws IOException {
    List<String> all = new ArrayList<>(List.of(args));
    if (all.stream().noneMatch(NOTHING_RUNS::contains)) {
      all.addAll(List.of("-prof", Facts.class.getName()));
      if (Nvml.open().isPresent()) {
        all.addAll(List.of("-prof", GpuProfiler.class.getName()));
      }
    }
    org.openjdk.jmh.Main.main(all.toArray(String[]::new));
    return 0;
  }

  private static int save(Arguments arguments) {
    List<String> rest = arguments.rest(2, "NAME results/jmh-.../benchmarks.json");
    System.out.println("Baseline: " + Baselines.save(rest.get(0), Path.of(rest.get(1))));
    return 0;
  }

  private static int export(Arguments arguments) {
    Path folder = Path.of(arguments.rest(1, "FOLDER [--data=...] [--queries=1000]").getFirst());
    Workload workload =
        Workload.open(
            arguments.text("data", "clustered:100000x128"), arguments.number("queries", 1_000));
    VecsWriter.write(workload.vectors(), folder.resolve("base.fvecs"));
    VecsWriter.write(workload.queries(), folder.resolve("query.fvecs"));
    System.out.println("Written: " + folder.resolve("base.fvecs") + " and query.fvecs beside it");
    return 0;
  }

  private static int compare(Arguments arguments) {
    List<String> rest =
        arguments.rest(2, "FIRST SECOND [--tolerance=0.05] (names of baselines, or files)");
    Comparison comparison =
        Comparison.of(
            Baselines.read(rest.get(0)),
            Baselines.read(rest.get(1)),
            arguments.fraction("tolerance", 0.05));
    System.out.println(comparison.markdown());
    return comparison.regressed() ? 1 : 0;
  }

  private static int listBackends(List<String> rest) {
    if (!rest.isEmpty()) {
      throw new UsageException("backends takes no arguments: " + rest);
    }
    for (VectorSearchBackend backend : Backends.all()) {
      System.out.printf(
          "%-18s %s%n",
          backend.name(),
          switch (backend.probe()) {
            case Availability.Available() -> backend.version() + ", devices: " + backend.devices();
            case Availability.Unavailable(String reason) -> "unavailable: " + reason;
          });
    }
    return 0;
  }
}
