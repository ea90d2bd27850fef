package io.hybridperf.measurement.slo;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How far an SLO was met, from worst to best; and the level at which a run is gated. */
public enum Tier {
  /** Not measured, for a stated reason. Never a pass. */
  NOT_MEASURED("NOT MEASURED"),
  /** Measured, and worse than the lowest threshold. */
  FAIL("FAIL"),
  /** What a release needs at least. */
  MUST_PASS("MUST-PASS"),
  /** What was aimed for. */
  TARGET("TARGET"),
  /** Better than aimed for. */
  STRETCH("STRETCH");

  private final String label;

  Tier(String label) {
    this.label = label;
  }

  /**
   * The name in tables and in {@code verdict.json}, as {@code MUST-PASS}.
   *
   * @return upper case words
   */
  public String label() {
    return label;
  }

  /**
   * The name in configuration, as {@code must-pass}.
   *
   * @return lower case words with hyphens
   */
  public String key() {
    return label.toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  /**
   * Whether a run can be gated at this tier.
   *
   * @return true for must-pass, target and stretch
   */
  public boolean isGate() {
    return compareTo(FAIL) > 0;
  }

  /**
   * Reads the property {@code gate}.
   *
   * @param text {@code must-pass}, {@code target} or {@code stretch}
   * @return the tier
   * @throws IllegalArgumentException for anything else
   */
  public static Tier gate(String text) {
    return Arrays.stream(values())
        .filter(tier -> tier.isGate() && tier.key().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "gate = '%s' is none of %s"
                    .formatted(
                        text,
                        Arrays.stream(values())
                            .filter(Tier::isGate)
                            .map(Tier::key)
                            .collect(Collectors.joining(", ")))));
  }
}
