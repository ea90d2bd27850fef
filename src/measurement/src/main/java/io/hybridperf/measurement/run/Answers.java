package io.hybridperf.measurement.run;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How requests ended, counted one way for verdicts, searches, comparisons and reports.
 *
 * <ul>
 *   <li>The <b>error rate</b> is errors among what was not shed: {@code errors / (ok + errors)}.
 *       Shed requests (RESOURCE_EXHAUSTED) are on neither side of it: they have a rate of their
 *       own, and must not thin out the errors of the rest.
 *   <li>The <b>shed rate</b> is shed requests among all that ended.
 *   <li>A request of a run that has ended, and that nobody answered, is an error: the caller of a
 *       system that swallows requests waits for ever. While the run goes on it is none yet. In
 *       which window of time it failed nobody knows: it is one of the last.
 *   <li>Where nothing ended there is no rate: NaN, which no objective takes for 0.
 * </ul>
 *
 * @param sent requests sent
 * @param ok answered and correct
 * @param shed refused by a server that protects itself
 * @param failed answered with an error, or ended by their deadline, by status
 * @param unanswered sent in a run that has ended, and never answered
 */
public record Answers(
    long sent, long ok, long shed, SortedMap<String, Long> failed, long unanswered) {

  /** No requests. */
  public static final Answers NONE = new Answers(0, 0, 0, new TreeMap<>(), 0);

  /** What unanswered requests are called among statuses. */
  private static final String UNANSWERED = "UNANSWERED";

  /** Copies the map. */
  public Answers {
    failed = Collections.unmodifiableSortedMap(new TreeMap<>(failed));
  }

  /**
   * Counts.
   *
   * @param sent requests sent
   * @param answered requests that ended, by a tag with their status
   * @return how they ended, nobody unanswered
   */
  public static Answers of(Map<Tag, Long> sent, Map<Tag, Long> answered) {
    long ok = 0;
    long shed = 0;
    SortedMap<String, Long> failed = new TreeMap<>();
    for (Map.Entry<Tag, Long> entry : answered.entrySet()) {
      String status = entry.getKey().status();
      if (Status.isOk(status)) {
        ok += entry.getValue();
      } else if (Status.isShed(status)) {
        shed += entry.getValue();
      } else {
        failed.merge(status, entry.getValue(), Long::sum);
      }
    }
    return new Answers(sum(sent), ok, shed, failed, 0);
  }

  private static long sum(Map<?, Long> counts) {
    return counts.values().stream().mapToLong(n -> n).sum();
  }

  /**
   * These and others.
   *
   * @param other how other requests ended
   * @return the sums
   */
  public Answers plus(Answers other) {
    SortedMap<String, Long> all = new TreeMap<>(failed);
    other.failed.forEach((status, n) -> all.merge(status, n, Long::sum));
    return new Answers(
        sent + other.sent, ok + other.ok, shed + other.shed, all, unanswered + other.unanswered);
  }

  /** The same when no more answers can come. */
  Answers ended() {
    return unanswered(Math.max(0, sent - answered()));
  }

  /** The same with so many that were never answered. */
  Answers unanswered(long count) {
    return new Answers(sent, ok, shed, failed, count);
  }

  /**
   * Requests that were answered in any way, or ended by their deadline.
   *
   * @return OK answers, shed requests and failed ones
   */
  public long answered() {
    return ok + shed + sum(failed);
  }

  /**
   * Errors.
   *
   * @return failed requests and unanswered ones
   */
  public long errors() {
    return sum(failed) + unanswered;
  }

  /**
   * What the server took on: everything that was not shed.
   *
   * @return OK answers and errors
   */
  public long accepted() {
    return ok + errors();
  }

  /**
   * All that ended.
   *
   * @return OK answers, errors and shed requests
   */
  public long total() {
    return accepted() + shed;
  }

  /**
   * Errors among what was not shed.
   *
   * @return 0 to 1; NaN if nothing was accepted
   */
  public double errorRate() {
    return (double) errors() / accepted();
  }

  /**
   * Shed requests among all that ended.
   *
   * @return 0 to 1; NaN if there were none at all
   */
  public double shedRate() {
    return (double) shed / total();
  }

  /**
   * How many ended in each way.
   *
   * @return counts above 0 by status, {@code UNANSWERED} among them
   */
  public SortedMap<String, Long> byStatus() {
    SortedMap<String, Long> all = new TreeMap<>(errorsByType());
    all.put(Status.OK, ok);
    all.put(Status.RESOURCE_EXHAUSTED, shed);
    all.values().removeIf(n -> n == 0);
    return all;
  }

  private SortedMap<String, Long> errorsByType() {
    SortedMap<String, Long> all = new TreeMap<>(failed);
    if (unanswered > 0) {
      all.put(UNANSWERED, unanswered);
    }
    return all;
  }

  /**
   * The answers in words, errors by their type, most frequent first.
   *
   * @return as {@code 990 OK, 10 errors (UNAVAILABLE 8, DEADLINE_EXCEEDED 2), 3 shed}
   */
  public String inWords() {
    String types =
        errorsByType().entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    return "%s OK, %s errors%s, %s shed"
        .formatted(ok, errors(), types.isEmpty() ? "" : " (" + types + ")", shed);
  }
}
