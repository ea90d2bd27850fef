package io.hybridperf.report.checklist;

import io.hybridperf.report.cli.Plain;
import java.util.Locale;

/**
 * A line of the list.
 *
 * @param what has to be so
 * @param state whether it is
 * @param evidence which run shows it, with value and interval; or what is missing
 * @param remedy how to measure or mend it; empty for what is met
 */
record Line(String what, State state, String evidence, String remedy) {

  /** Whether a line is met. */
  enum State {
    MET,
    /** Good by its value, but not shown at the wanted confidence. */
    UNSURE,
    NOT_MET,
    NOT_MEASURED;

    String words() {
      return name().replace('_', ' ');
    }
  }

  static Line notMeasured(String what, String evidence, String remedy) {
    return new Line(what, State.NOT_MEASURED, evidence, remedy);
  }

  String text() {
    return Plain.line(
        String.format(
            Locale.ROOT,
            "%-12s  %s: %s%s",
            state.words(),
            what,
            evidence,
            remedy.isEmpty() ? "" : "; " + remedy));
  }
}
