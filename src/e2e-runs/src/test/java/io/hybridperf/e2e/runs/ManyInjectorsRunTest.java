package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.StreamObserver;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.measurement.run.LoggedInterval;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Injectors on one machine, each a process, against one coordinator. */
@Tag("slow")
class ManyInjectorsRunTest {
  private static final String[] LOAD = {"qps=80", "warmup=1s", "duration=4s"};
  // The rate rises from 8/s to 80/s in half a second, and is held for another.
  private static final long WARM_UP = 62;
  private static final long JUDGED = 320;

  /** A line of progress. */
  private static final Pattern JUDGED_GOES_ON = Pattern.compile("(?m)^steady .* left$");

  @TempDir Path folder;

  /** Right answers, and how often what was asked by whom. */
  private static final class Tally extends HonestAnswers {
    final Map<String, Integer> asked = new ConcurrentHashMap<>();

    @Override
    public void search(SearchRequest request, StreamObserver<SearchResponse> observer) {
      // Whether the answers are this store's is asked past the caches, by each injector.
      if (request.getBypassCachesCount() == 0) {
        asked.merge(request.toString(), 1, Integer::sum);
      }
      super.search(request, observer);
    }
  }

  private static RunLog log(Path runFolder) {
    return RunLog.read(new RunFolder(runFolder));
  }

  private static Map<String, Histogram> sums(Stream<Path> folders) {
    Map<String, Histogram> sums = new TreeMap<>();
    folders
        .flatMap(each -> log(each).intervals().stream())
        .forEach(each -> sums.merge(name(each), plain(each), ManyInjectorsRunTest::plus));
    return sums;
  }

  private static String name(LoggedInterval interval) {
    return interval.series() + " " + interval.tag();
  }

  private static Histogram plain(LoggedInterval interval) {
    Histogram histogram = interval.histogram();
    histogram.setStartTimeStamp(0);
    histogram.setEndTimeStamp(0);
    histogram.setTag(null);
    return histogram;
  }

  private static Histogram plus(Histogram one, Histogram other) {
    one.add(other);
    return one;
  }

  @Test
  void oneTwoAndFourAskTheSameAndMakeOneRun() throws Exception {
    Map<String, Integer> ofOne;
    Tally tally = new Tally();
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(tally);
        Injectors one = Injectors.start(Project.in(folder.resolve("1")), coordinator, 1, LOAD)) {
      assertThat(one.injector(1).verdict().status()).as(one.injector(1).output()).isEqualTo("PASS");
      ofOne = Map.copyOf(tally.asked);
    }
    assertThat(ofOne.values().stream().mapToInt(n -> n).sum()).isEqualTo(WARM_UP + JUDGED);
    for (int number : List.of(2, 4)) {
      Tally tallied = new Tally();
      Path here = folder.resolve("of-" + number);
      try (FaultyCoordinator coordinator = FaultyCoordinator.start(tallied);
          Injectors all = Injectors.start(Project.in(here), coordinator, number, LOAD)) {
        for (int n = 1; n <= number; n++) {
          GatlingProcess injector = all.injector(n);
          assertThat(injector.exitStatus()).as(injector.output()).isZero();
          assertThat(injector.verdict().status()).isEqualTo("SHARE");
          assertThat(injector.output())
              .contains("injector %s/%s: a share of the load; merge judges".formatted(n, number));
        }
        // Everything that the single injector asked has been asked, and nothing twice.
        assertThat(tallied.asked).isEqualTo(ofOne);

        Injectors.Merged merged = Injectors.merge(here.resolve("merged"), all.folders());
        assertThat(merged.status()).as(merged.output()).isZero();
        assertThat(merged.json("verdict.json").path("verdict").asText()).isEqualTo("PASS");
        assertThat(merged.json("verdict.json").path("audit").path("sent").asLong())
            .isEqualTo(JUDGED);
        assertThat(merged.json("run.json").path("phases").findValuesAsText("arrivals"))
            .containsExactly(Long.toString(WARM_UP), Long.toString(JUDGED));
        assertThat(merged.json("findings.json").path("injectors"))
            .as(merged.output())
            .hasSize(number);
        assertThat(sums(Stream.of(merged.folder()))).isEqualTo(sums(all.folders().stream()));
        if (number == 2) {
          Injectors.Merged twice =
              Injectors.merge(
                  here.resolve("twice"),
                  List.of(all.folders().getFirst(), all.folders().getFirst()));
          assertThat(twice.status()).isEqualTo(Project.MISTAKE);
          assertThat(twice.output()).hasLineCount(1).contains("came twice");
        }
      }
    }
  }

  @Test
  void anInjectorThatIsKilledMakesTheRunInvalidAndIsNamed() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        Injectors all = Injectors.start(Project.in(folder), coordinator, 2, LOAD)) {
      GatlingProcess killed = all.injector(2);
      killed.await(Duration.ofMinutes(2), () -> JUDGED_GOES_ON.matcher(killed.output()).find());
      killed.descendants().forEach(ProcessHandle::destroyForcibly);
      assertThat(all.injector(1).verdict().status()).isEqualTo("SHARE");

      Injectors.Merged merged = Injectors.merge(folder.resolve("merged"), all.folders());

      assertThat(merged.status()).isEqualTo(2);
      assertThat(merged.json("verdict.json").path("verdict").asText()).isEqualTo("INVALID");
      assertThat(merged.output())
          .contains("injector 2/2: was killed, or still runs: its log ends ");
    }
  }
}
