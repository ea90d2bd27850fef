package io.hybridperf.contract;

import io.hybridperf.embedded.vector.VectorServer;
import java.util.Arrays;
import java.util.Locale;

/** The engines that the contract is held against, each in the one version it was held against. */
public enum Engine {
  /** Ours. */
  EMBEDDED(VectorServer.name()),
  /** The standalone server. */
  MILVUS("Milvus 2.3.5"),
  /** Milvus's protocol in Python. */
  MILVUS_LITE("milvus-lite 3.2.2");

  private static final String SETTING = "contract.engine";

  private final String version;

  Engine(String version) {
    this.version = version;
  }

  /** What it calls itself; another version has other differences. */
  String version() {
    return version;
  }

  /** The one that {@code -Dcontract.engine} names, such as {@code milvus-lite}; ours if none. */
  static Engine chosen() {
    String name = System.getProperty(SETTING, "embedded");
    return Arrays.stream(values())
        .filter(engine -> engine.name().replace('_', '-').toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                SETTING + " is \"" + name + "\"; expected embedded, milvus or milvus-lite"));
  }
}
