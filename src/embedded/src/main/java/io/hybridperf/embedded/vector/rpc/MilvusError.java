package io.hybridperf.embedded.vector.rpc;

import io.hybridperf.embedded.vector.VectorServer;

/**
 * A refusal as the client sees it: one of Milvus's error codes and a message that says what to
 * change.
 */
public final class MilvusError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public static final int COLLECTION_NOT_FOUND = 100;
  static final int COLLECTION_NOT_LOADED = 101;
  static final int PARTITION_NOT_FOUND = 200;
  public static final int INDEX_NOT_FOUND = 700;
  static final int DATABASE_NOT_FOUND = 800;
  public static final int INVALID_PARAMETER = 1100;
  static final int UNEXPECTED = 65535;

  private final int code;

  /** A refusal with Milvus's catch-all code, which it uses for most mistakes in a request. */
  public MilvusError(String message) {
    this(UNEXPECTED, message);
  }

  public MilvusError(int code, String message) {
    // No stack trace: it reports a caller's mistake, and is thrown on the request path.
    super(message, null, false, false);
    this.code = code;
  }

  int code() {
    return code;
  }

  public static MilvusError unsupported(String what) {
    return new MilvusError(what + " is not supported by the " + VectorServer.name());
  }
}
