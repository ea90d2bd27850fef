package io.hybridperf.coordinator.config;

/**
 * A setting that cannot be used. The message is one line: the setting, its value, what is expected.
 */
public final class SettingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message one line for a person, free of secrets
   */
  public SettingException(String message) {
    super(message);
  }
}
