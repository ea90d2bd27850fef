package io.hybridperf.suite.resource;

import java.io.IOException;
import java.util.Map;

/** A process whose resources can be read. */
interface ResourceSource {

  /** {@return whose they are, as {@code target}} */
  String side();

  /**
   * Reads all at once.
   *
   * @return values by metric, see {@link io.hybridperf.measurement.run.ResourceSample}
   * @throws IOException with one line, if they cannot be had
   */
  Map<String, Double> read() throws IOException;
}
