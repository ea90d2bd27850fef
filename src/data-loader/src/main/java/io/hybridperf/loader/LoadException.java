package io.hybridperf.loader;

/** The data cannot be loaded, or is not what it should be afterwards. */
public final class LoadException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line for a person
   */
  public LoadException(String message) {
    super(message);
  }
}
