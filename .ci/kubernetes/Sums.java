import io.hybridperf.measurement.run.LoggedInterval;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Whether a merged run is the sum of its injectors' folders: each histogram value for value, and of each phase as many arrivals.
 * Sums.java MERGED PART.. prints what it compared, and ends with 1 where they differ.
 */
class Sums {
  static Map<String, Histogram> histograms(Stream<RunLog> logs) {
    Map<String, Histogram> sums = new TreeMap<>();
    logs.flatMap(log -> log.intervals().stream()).forEach(each -> {
      Histogram own = each.histogram();
      String name = each.series() + " " + each.tag();
      Histogram sum = sums.computeIfAbsent(name, _ -> new Histogram(own.getLowestDiscernibleValue(), own.getHighestTrackableValue(), own.getNumberOfSignificantValueDigits()));
      sum.setAutoResize(true);
      sum.add(own);
    });
    return sums;
  }

  static Map<String, Long> arrivals(Stream<RunLog> logs) {
    Map<String, Long> sums = new TreeMap<>();
    logs.flatMap(log -> log.info().phases().stream()).forEach(phase -> sums.merge(phase.name(), phase.arrivals(), Long::sum));
    return sums;
  }

  public static void main(String[] folders) {
    List<RunLog> logs = new ArrayList<>();
    for (String folder : folders) {
      logs.add(RunLog.read(new RunFolder(Path.of(folder))));
    }
    RunLog merged = logs.removeFirst();
    Map<String, Histogram> whole = histograms(Stream.of(merged));
    Map<String, Histogram> sums = histograms(logs.stream());
    Map<String, Long> arrivals = arrivals(Stream.of(merged));
    boolean same = !whole.isEmpty() && whole.equals(sums) && arrivals.equals(arrivals(logs.stream()));
    System.out.printf("%d folders, %d histograms with %,d values in all, arrivals %s: %s%n", logs.size(), whole.size(),
        whole.values().stream().mapToLong(Histogram::getTotalCount).sum(), arrivals, same ? "merged equals the sum" : "MERGED DIFFERS");
    System.exit(same ? 0 : 1);
  }
}
