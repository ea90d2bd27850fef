package io.hybridperf.report.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hybridperf.measurement.files.CheckedFile;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.load.AgreedStart;
import io.hybridperf.measurement.load.Share;
import io.hybridperf.measurement.record.MergedLogs;
import io.hybridperf.measurement.record.SlowCall;
import io.hybridperf.measurement.record.SlowestCalls;
import io.hybridperf.measurement.run.Digests;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.verdict.ScheduleAudit;
import io.hybridperf.report.runs.Likeness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Makes one run's folder of several injectors' folders. */
final class Merger {

  /** Phases of injectors that begin further apart are not the same moment of the test. */
  private static final double MOST_APART_SECONDS = 1;

  private final List<Part> parts;
  private final Part first;

  /**
   * Looks whether they belong together.
   *
   * @throws IllegalArgumentException in one line that says why they do not
   */
  Merger(List<Part> unordered) {
    parts = unordered.stream().sorted(Comparator.comparingInt(Part::share)).toList();
    first = parts.getFirst();
    if (parts.size() == 1 && first.of() == 0) {
      throw refused(first, "is all of a load: there is nothing to merge; judge it");
    }
    refuseTwice();
    for (Part part : parts) {
      List<String> differences = Likeness.differences(traits(first.info()), traits(part.info()));
      if (!differences.isEmpty()) {
        throw refused(
            part, "differs from %s in %s".formatted(first.folder(), differences.getFirst()));
      }
      if (!objectives(part).equals(objectives(first))) {
        throw refused(part, "has other objectives or limits than " + first.folder());
      }
      if (part.of() != first.of()) {
        throw refused(part, "is not of the same number of injectors as " + first.folder());
      }
      if (!agreedInstant(part).equals(agreedInstant(first))) {
        throw refused(
            part,
            "agreed to begin at %s, and %s at %s: that is another test"
                .formatted(agreedInstant(part), first.folder(), agreedInstant(first)));
      }
      double apart = Math.abs(part.planStart() - first.planStart());
      if (part.start().isEmpty() && apart > MOST_APART_SECONDS) {
        throw refused(
            part,
            String.format(
                Locale.ROOT,
                "began %.1f s apart from %s, at most 1 s is one test",
                apart,
                first.folder()));
      }
      if (part.judgement().findings().details().containsKey("capacity")) {
        throw refused(
            part, "searched for a capacity by itself: each injector judged its own share");
      }
    }
  }

  private static String agreedInstant(Part part) {
    return part.start().map(agreed -> agreed.at().toString()).orElse("no instant");
  }

  private static IllegalArgumentException refused(Part part, String why) {
    return new IllegalArgumentException("%s %s".formatted(part.folder(), why));
  }

  private void refuseTwice() {
    Set<String> starts = new HashSet<>();
    Set<Integer> shares = new HashSet<>();
    for (Part part : parts) {
      if (!starts.add(part.info().start() + " " + part.share())) {
        throw refused(part, "came twice: a run with the same start is there already");
      }
      if (part.share() > 0 && !shares.add(part.share())) {
        throw refused(part, "is a second folder of injector " + part.name());
      }
    }
  }

  /** Machines may differ, and shares may have an arrival more or less. */
  private static Map<String, String> traits(RunInfo info) {
    Map<String, String> traits = new HashMap<>(Likeness.traits(info));
    traits.remove("machine");
    traits.remove("load");
    StringBuilder phases = new StringBuilder();
    info.phases()
        .forEach(phase ->
            phases
                .append(phase.name())
                .append(' ')
                .append(phase.seconds())
                .append(phase.judged() ? " s " : " s not judged "));
    traits.put("phases", phases.toString());
    traits.put("gate", info.gate());
    return new TreeMap<>(traits);
  }

  private static JsonNode objectives(Part part) {
    JsonNode settings = Json.read(part.judgement().folder().settingsJson(), JsonNode.class);
    return JsonNodeFactory.instance
        .arrayNode()
        .add(settings.path("slos"))
        .add(settings.path("audit"));
  }

  /**
   * {@return a new folder for the merged run}
   *
   * @param results in which it is made
   */
  RunFolder folderIn(Path results) {
    return RunFolder.create(results, first.info().simulation() + "-merged", first.info().start());
  }

  /**
   * Writes all that the injectors recorded.
   *
   * @param folder that is empty
   * @param allowMissing whether a load without some of its shares is judged
   * @return the same
   */
  RunFolder into(RunFolder folder, boolean allowMissing) {
    List<io.hybridperf.measurement.run.RunLog> logs =
        parts.stream().map(part -> part.judgement().log()).toList();
    RunInfo info = withoutShare(MergedLogs.write(folder, logs).info());
    Json.write(folder.settingsJson(), CheckedFile.bytes(first.judgement().folder().settingsJson()));
    copy(first.judgement().folder().resources(), folder.resources());
    copy(first.judgement().folder().scraped(), folder.scraped());
    writeEvents(folder);
    SlowCall.write(
        folder,
        SlowestCalls.among(
            parts.stream()
                .flatMap(part -> SlowCall.read(part.judgement().folder()).stream())
                .toList()));
    new MergedFindings(parts, allowMissing).all(rows()).writeTo(folder);
    Digests.seal(folder, info);
    return folder;
  }

  private static void copy(Path from, Path to) {
    if (Files.exists(from)) {
      Json.write(to, CheckedFile.bytes(from));
    }
  }

  private void writeEvents(RunFolder folder) {
    StringBuilder lines = new StringBuilder();
    for (Part part : parts) {
      Path events = part.judgement().folder().events();
      if (Files.exists(events)) {
        CheckedFile.completeLines(events, (line, _) -> lines.append(line).append('\n'));
      }
    }
    if (!lines.isEmpty()) {
      Json.write(
          folder.events(), lines.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  private static RunInfo withoutShare(RunInfo info) {
    Map<String, String> parameters = AgreedStart.removedFrom(info.parameters());
    parameters.remove(Share.PARAMETER);
    parameters.remove("rendezvous");
    return info.withParameters(parameters);
  }

  /** What is to be seen of each injector. */
  private ArrayNode rows() {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (Part part : parts) {
      ScheduleAudit audit = part.judgement().verdict().audit();
      rows.addObject()
          .put("injector", part.name())
          .put("folder", part.folder())
          .put("machine", Likeness.traits(part.info()).get("machine"))
          .put("startsAfterSeconds", Math.round(part.secondsLate(first) * 1e3) / 1e3)
          .put(
              "clockOffsetMs",
              part.start().map(start -> start.clockOffset().toNanos() / 1e6).orElse(null))
          .put("planned", audit.planned())
          .put("sent", audit.sent())
          .put("lagP50Ms", audit.rows().isEmpty() ? 0 : audit.rows().getFirst().p50Nanos() / 1e6)
          .put("lagP99Ms", audit.rows().isEmpty() ? 0 : audit.rows().getFirst().p99Nanos() / 1e6)
          .put("keptSchedule", audit.kept())
          .put("verdict", part.judgement().verdict().status().name());
    }
    return rows;
  }

  /** Shares that nobody brought, as {@code 2/3}. */
  static List<String> missing(List<Part> parts) {
    Set<Integer> there = new HashSet<>();
    parts.forEach(part -> there.add(part.share()));
    List<String> missing = new ArrayList<>();
    for (int share = 1; share <= parts.getFirst().of(); share++) {
      if (!there.contains(share)) {
        missing.add(share + "/" + parts.getFirst().of());
      }
    }
    return missing;
  }
}
