package io.hybridperf.coordinator.store;

import org.jspecify.annotations.Nullable;

/**
 * A store that did not answer. The message is one line that may be shown to a caller: it holds
 * neither addresses nor anything else that a store said. There is no stack trace but the cause's:
 * while a store is away every request may get one of these.
 */
public final class StoreException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Why there is no answer. */
  public enum Reason {
    /** The time it was given ran out. */
    TIMEOUT,
    /** It cannot be reached, or refused. */
    UNAVAILABLE
  }

  private final Reason reason;

  /**
   * @param reason why there is no answer
   * @param message one line, free of secrets
   */
  public StoreException(Reason reason, String message) {
    this(reason, message, null);
  }

  /**
   * @param reason why there is no answer
   * @param message one line, free of secrets
   * @param cause for the log; never shown to a caller
   */
  public StoreException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
    this.reason = reason;
  }

  /**
   * The store did not answer in time.
   *
   * @param store its name, for the message
   */
  public static StoreException timeout(String store) {
    return timeout(store, null);
  }

  /**
   * As {@link #timeout(String)}.
   *
   * @param cause for the log; never shown to a caller
   */
  public static StoreException timeout(String store, @Nullable Throwable cause) {
    return new StoreException(Reason.TIMEOUT, store + " did not answer in time", cause);
  }

  /**
   * The store cannot be reached, or was not asked since its circuit breaker is open.
   *
   * @param store its name, for the message
   */
  public static StoreException unavailable(String store) {
    return unavailable(store, null);
  }

  /**
   * As {@link #unavailable(String)}.
   *
   * @param cause for the log; never shown to a caller
   */
  public static StoreException unavailable(String store, @Nullable Throwable cause) {
    return new StoreException(Reason.UNAVAILABLE, store + " is unavailable", cause);
  }

  /** Why there is no answer. */
  public Reason reason() {
    return reason;
  }
}
