package io.hybridperf.suite.resource;

import io.hybridperf.measurement.run.ResourceSample;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/**
 * How busy the GPUs of one machine are, from an exporter in Prometheus's text format: NVIDIA's DCGM
 * exporter, or one that uses its names.
 */
final class GpuEndpoint implements ResourceSource {
  private final String side;
  private final URI url;
  private final Selector series;

  /**
   * Describes an exporter.
   *
   * @param side as {@code gpu}
   * @param url as {@code http://host:9400/metrics}
   * @param series the utilisation of each GPU, 0..100, as {@code DCGM_FI_DEV_GPU_UTIL}
   * @throws IllegalArgumentException with one line, if the series has another form
   */
  GpuEndpoint(String side, URI url, String series) {
    this.side = side;
    this.url = url;
    this.series = Selector.parse(series);
  }

  @Override
  public String side() {
    return side;
  }

  /** {@return the mean over the machine's GPUs, and how many they are} */
  @Override
  public Map<String, Double> read() throws IOException {
    double[] percents =
        Exposition.get(url).lines().stream()
            .filter(series::matches)
            .mapToDouble(Exposition.Line::value)
            .filter(Double::isFinite)
            .toArray();
    if (percents.length == 0) {
      throw new IOException("%s has no series %s".formatted(url, series.name()));
    }
    double sum = 0;
    for (double percent : percents) {
      sum += percent;
    }
    return Map.of(
        ResourceSample.GPU_UTILISATION,
        sum / percents.length,
        ResourceSample.GPUS,
        (double) percents.length);
  }
}
