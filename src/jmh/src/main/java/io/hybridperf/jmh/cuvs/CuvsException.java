package io.hybridperf.jmh.cuvs;

/** A call into cuVS or CUDA that failed, with the library's own text. */
final class CuvsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CuvsException(String message) {
    super(message);
  }
}
