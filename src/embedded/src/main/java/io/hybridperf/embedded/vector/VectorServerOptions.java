package io.hybridperf.embedded.vector;

import java.nio.file.Path;

/**
 * Where an embedded vector server listens and keeps its data.
 *
 * @param host address to bind, such as {@code 127.0.0.1}
 * @param port port to bind, 0..65535; 0 takes any free one, see {@link VectorServer#port()}
 * @param dataDir folder of the collections, created when missing; one server at a time may own it
 */
public record VectorServerOptions(String host, int port, Path dataDir) {

  /**
   * Checks the port's range.
   *
   * @throws IllegalArgumentException if the port is outside 0..65535
   */
  public VectorServerOptions {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(
          "Port of the embedded vector server is " + port + "; use 0 (any free port) to 65535");
    }
  }

  /**
   * Options for any free port on loopback.
   *
   * @param dataDir folder of the collections
   * @return the options
   */
  public static VectorServerOptions onLoopback(Path dataDir) {
    return new VectorServerOptions("127.0.0.1", 0, dataDir);
  }
}
