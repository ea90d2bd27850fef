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
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/**
 * The jar's entry. Without one of the commands below it is JMH's own command line ({@code -h}),
 * with recall beside every time.
 */
@Command(
    name = "java --add-modules=jdk.incubator.vector -jar hybrid-perf-jmh.jar",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "",
      "Benchmarks of vector engines and of the stores behind the coordinator, recall beside every"
          + " time. Without a command this is JMH's own command line: -h explains it, -l lists the"
          + " benchmarks.",
      ""
    },
    subcommands = {EngineCheck.class, Floor.class, Sweep.class},
    footer = {
      "",
      "Examples (after java --add-modules=jdk.incubator.vector -jar hybrid-perf-jmh.jar):",
      "  backends                                            what can be measured here",
      "  check --backends=cpu-exact,lucene-hnsw              right answers?",
      "  sweep --data=clustered:20000x128 --values=16,64     recall against queries a second",
      "  QueryComplexity -p k=10 -p backend=lucene-hnsw      one benchmark, by JMH",
      "  compare before results/jmh-TIME/benchmarks.json     worse than the baseline?"
    })
public final class Main {
  private static final Set<String> NOTHING_RUNS = Set.of("-h", "-l", "-lp", "-lprof", "-lrf");

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Says what there is, and ends.")
  boolean help;

  private Main() {}

  /**
   * Starts.
   *
   * @param args a command and its arguments, or JMH's
   * @throws IOException from JMH's command line
   */
  public static void main(String[] args) throws IOException {
    CommandLine commands = commandLine();
    boolean ours =
        args.length > 0
            && (args[0].equals("--help") || commands.getSubcommands().containsKey(args[0]));
    if (!ours) {
      jmh(args);
      return;
    }
    int status = commands.execute(args);
    if (status != 0) {
      System.exit(status);
    }
  }

  /** All commands. A mistake is one line on standard error and status 2. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler((mistake, arguments) ->
            say(
                mistake.getMessage()
                    + "; see "
                    + mistake.getCommandLine().getCommandName()
                    + " --help"))
        .setExecutionExceptionHandler((failure, command, parsed) -> {
          if (failure instanceof DataException
              || failure instanceof BackendException
              || failure instanceof IllegalArgumentException) {
            return say(String.valueOf(failure.getMessage()));
          }
          throw failure;
        });
  }

  private static int say(String mistake) {
    System.err.println("ERROR: " + mistake);
    return CommandLine.ExitCode.USAGE;
  }

  private static void jmh(String[] args) throws IOException {
    List<String> all = new ArrayList<>(List.of(args));
    if (all.stream().noneMatch(NOTHING_RUNS::contains)) {
      all.addAll(List.of("-prof", Facts.class.getName()));
      if (Nvml.open().isPresent()) {
        all.addAll(List.of("-prof", GpuProfiler.class.getName()));
      }
    }
    org.openjdk.jmh.Main.main(all.toArray(String[]::new));
  }

  @Command(
      description = {
        "Runs the benchmarks that -Dbench=REGEX names, writes results/jmh-TIME.",
        "More properties: -Dbench.settings=short|full, -Dbench.params=\"k=10,100;backend=jvector\"."
      })
  int bench() {
    return new BenchRunner(
            System.getProperty("bench", "."),
            Preset.parse(System.getProperty("bench.settings", "short")),
            Preset.parseParams(System.getProperty("bench.params", "")))
        .run();
  }

  @Command(aliases = "list", description = "Lists the engines, and why some cannot be used here.")
  int backends() {
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

  @Command(description = "Keeps a result under a name, to compare others with.")
  int save(
      @Parameters(index = "0", paramLabel = "NAME", description = "Of the baseline.") String name,
      @Parameters(
              index = "1",
              paramLabel = "FILE",
              description = "E.g. results/jmh-TIME/benchmarks.json.")
          Path results) {
    System.out.println("Baseline: " + Baselines.save(name, results));
    return 0;
  }

  @Command(description = "Says what is worse in the second of two results; status 1 if anything.")
  int compare(
      @Parameters(index = "0", paramLabel = "FIRST", description = "A baseline's name, or a file.")
          String first,
      @Parameters(index = "1", paramLabel = "SECOND", description = "Likewise.") String second,
      @Option(
              names = "--tolerance",
              defaultValue = "0.05",
              description = "What slowdown is let pass; default: ${DEFAULT-VALUE}.")
          double tolerance) {
    if (!(tolerance >= 0 && tolerance < 1)) {
      throw new IllegalArgumentException(
          "--tolerance=" + tolerance + ": expected a fraction, e.g. 0.05");
    }
    BaselineComparison comparison =
        BaselineComparison.of(Baselines.read(first), Baselines.read(second), tolerance);
    System.out.println(comparison.markdown());
    return comparison.regressed() ? 1 : 0;
  }

  @Command(
      name = "gpu-exporter",
      description = "Serves GPU metrics to Prometheus under DCGM's names, until it is ended.")
  int gpuExporter(
      @Option(
              names = "--port",
              defaultValue = "9400",
              converter = Positive.class,
              description = "Of the loopback address; default: ${DEFAULT-VALUE}.")
          int port)
      throws IOException {
    Nvml nvml =
        Nvml.open()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "gpu-exporter: no NVIDIA driver (libnvidia-ml.so.1) on this machine"));
    System.out.println("GPU metrics at " + GpuExporter.start(nvml, port).url());
    return 0;
  }

  @Command(description = "Writes a data set as fvecs, for other programs.")
  int export(
      @Parameters(paramLabel = "FOLDER", description = "Gets base.fvecs and query.fvecs.")
          Path folder,
      @Option(
              names = "--data",
              defaultValue = "clustered:100000x128",
              description = "The data set; default: ${DEFAULT-VALUE}.")
          String data,
      @Option(
              names = "--queries",
              defaultValue = "1000",
              converter = Positive.class,
              description = "How many at most; default: ${DEFAULT-VALUE}.")
          int queries) {
    Workload workload = Workload.open(data, queries);
    VecsWriter.write(workload.vectors(), folder.resolve("base.fvecs"));
    VecsWriter.write(workload.queries(), folder.resolve("query.fvecs"));
    System.out.println("Written: " + folder.resolve("base.fvecs") + " and query.fvecs beside it");
    return 0;
  }
}
