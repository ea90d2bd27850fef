package io.hybridperf.feeders.file;

/**
 * A shipped file is missing, damaged, or does not belong to the others. The message is one line
 * with the remedy.
 */
public final class FeederDataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says which file, what is wrong with it and what to do. */
  public FeederDataException(String message) {
    super(message);
  }

  /** As above, after a failed read. */
  public FeederDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
