package io.hybridperf.measurement.run;

import io.hybridperf.measurement.load.Phase;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What part of a run an SLO looks at. Phases that are not judged are never part of it.
 *
 * @param phase a phase's name, which also stands for its later cycles; empty for all phases
 * @param label a query type; empty for all
 * @param target one of several targets, as it was given; empty for all
 * @param windowSeconds if more than 0, the worst window of that length counts
 */
public record Scope(String phase, String label, String target, int windowSeconds) {

  /** Every judged phase and every query type. */
  public static final Scope RUN = new Scope("", "", "", 0);

  private static final Pattern WINDOW = Pattern.compile("([1-9][0-9]{0,5})\\s*s?");

  /**
   * All targets.
   *
   * @param phase as {@link #phase}
   * @param label as {@link #label}
   * @param windowSeconds as {@link #windowSeconds}
   */
  public Scope(String phase, String label, int windowSeconds) {
    this(phase, label, "", windowSeconds);
  }

  /**
   * Reads a scope as configuration has it: {@code run}, or {@code phase:NAME}, {@code label:NAME},
   * {@code target:HOST:PORT}, {@code window:10s}, or several of these with commas between them.
   *
   * @param text the scope
   * @return what it means
   * @throws IllegalArgumentException if it has another form
   */
  public static Scope parse(String text) {
    if (text.trim().equals("run")) {
      return RUN;
    }
    Scope scope = RUN;
    for (String part : text.split(",", -1)) {
      scope = scope.with(part.trim());
    }
    return scope;
  }

  private Scope with(String part) {
    int colon = part.indexOf(':');
    String value = part.substring(colon + 1).trim();
    String kind = colon < 0 ? part : part.substring(0, colon);
    if (colon > 0 && !value.isEmpty()) {
      Matcher window = WINDOW.matcher(value);
      if ((kind.equals("phase") && !phase.isEmpty())
          || (kind.equals("label") && !label.isEmpty())
          || (kind.equals("target") && !target.isEmpty())
          || (kind.equals("window") && windowSeconds > 0)) {
        throw new IllegalArgumentException(
            "names more than one %s: an objective looks at one, so write one for each"
                .formatted(kind));
      }
      if (kind.equals("phase")) {
        return new Scope(value, label, target, windowSeconds);
      } else if (kind.equals("label")) {
        return new Scope(phase, value, target, windowSeconds);
      } else if (kind.equals("target")) {
        return new Scope(phase, label, value, windowSeconds);
      } else if (kind.equals("window") && window.matches()) {
        return new Scope(phase, label, target, Integer.parseInt(window.group(1)));
      }
    }
    throw new IllegalArgumentException(
        "expected run, phase:NAME, label:NAME, target:HOST:PORT, window:10s, or several of these with commas");
  }

  public boolean includesPhase(String name) {
    return phase.isEmpty() || Phase.matches(name, phase);
  }

  public boolean includesLabel(String name) {
    return label.isEmpty() || label.equals(name);
  }

  /** The same phases, labels and target, not cut into windows. */
  public Scope whole() {
    return new Scope(phase, label, target, 0);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    append(text, "phase:", phase);
    append(text, "label:", label);
    append(text, "target:", target);
    append(text, "window:", windowSeconds > 0 ? windowSeconds + "s" : "");
    return text.isEmpty() ? "run" : text.toString();
  }

  private static void append(StringBuilder text, String prefix, String value) {
    if (!value.isEmpty()) {
      text.append(text.isEmpty() ? "" : ", ").append(prefix).append(value);
    }
  }
}
