package io.hybridperf.coordinator.config;

/**
 * A password or token that does not print itself.
 *
 * @param value the secret; empty for none
 */
public record Secret(String value) {

  /** No secret. */
  public static final Secret NONE = new Secret("");

  /** Whether there is a secret. */
  public boolean isPresent() {
    return !value.isEmpty();
  }

  @Override
  public String toString() {
    return isPresent() ? "***" : "";
  }
}
