package io.hybridperf.measurement.verdict;

import java.util.List;
import java.util.stream.Stream;

/**
 * Why a verdict is no pass, by what each makes of it; the first that has reasons decides.
 *
 * @param invalid the numbers say nothing about the system
 * @param incomplete the run was cut short
 * @param missed a gate is missed
 * @param unsure a gate is not shown to be reached
 */
record Reasons(
    List<String> invalid, List<String> incomplete, List<String> missed, List<String> unsure) {

  VerdictStatus status() {
    return !invalid.isEmpty()
        ? VerdictStatus.INVALID
        : !incomplete.isEmpty()
            ? VerdictStatus.INCOMPLETE
            : !missed.isEmpty()
                ? VerdictStatus.FAIL
                : unsure.isEmpty() ? VerdictStatus.PASS : VerdictStatus.UNSURE;
  }

  List<String> all() {
    return Stream.of(invalid, incomplete, missed, unsure).flatMap(List::stream).toList();
  }
}
