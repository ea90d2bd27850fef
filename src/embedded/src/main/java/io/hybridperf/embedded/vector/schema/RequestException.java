package io.hybridperf.embedded.vector.schema;

/**
 * A request that is not carried out because of a mistake in it. Its message says what to change; it
 * has no stack trace, since it is thrown on the path of requests.
 */
public final class RequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The kinds of mistakes that clients tell apart. */
  public enum Reason {
    /** There is no collection of this name. */
    COLLECTION_NOT_FOUND,
    /** The collection is there and does not answer searches. */
    COLLECTION_NOT_LOADED,
    /** There is only the default partition. */
    PARTITION_NOT_FOUND,
    /** The collection has no index. */
    INDEX_NOT_FOUND,
    /** There is only the default database. */
    DATABASE_NOT_FOUND,
    /** A value is out of range, or missing. */
    INVALID_PARAMETER,
    /** Any other mistake. */
    OTHER
  }

  private final Reason reason;

  /**
   * A mistake of kind {@link Reason#OTHER}.
   *
   * @param message what to change
   */
  public RequestException(String message) {
    this(Reason.OTHER, message);
  }

  /**
   * A mistake.
   *
   * @param reason its kind
   * @param message what to change
   */
  public RequestException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /**
   * Something that Milvus can do and this server cannot.
   *
   * @param what as the subject of "is not supported"
   * @return the exception to throw
   */
  public static RequestException unsupported(String what) {
    return new RequestException(what + " is not supported by the " + ServerName.NAME);
  }

  /** {@return the kind of mistake} */
  public Reason reason() {
    return reason;
  }
}
