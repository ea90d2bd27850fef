package io.hybridperf.measurement.slo;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import java.util.Map;
import java.util.TreeMap;

/**
 * A service level objective written in Java, by the same words and rules as in a configuration.
 *
 * <pre>{@code
 * SloBuilder.slo("p99 at the peak")
 *     .metric("response-time-p99")
 *     .scope("phase:peak, label:hybrid")
 *     .mustPass("< 15 ms")
 *     .target("< 10 ms")
 * }</pre>
 *
 * <p>Immutable: every method returns a new instance and leaves this one as it was.
 */
public final class SloBuilder {
  private final String name;
  private final Map<String, Object> settings;

  private SloBuilder(String name, Map<String, Object> settings) {
    this.name = name;
    this.settings = Map.copyOf(settings);
  }

  /**
   * Begins an objective.
   *
   * @param name for people
   * @return to be given at least a metric and a threshold
   */
  public static SloBuilder slo(String name) {
    return new SloBuilder(name, Map.of());
  }

  /**
   * The name for people.
   *
   * @return as given
   */
  public String name() {
    return name;
  }

  private SloBuilder with(String key, Object value) {
    Map<String, Object> changed = new TreeMap<>(settings);
    changed.put(key, value);
    return new SloBuilder(name, changed);
  }

  /**
   * Sets what is measured.
   *
   * @param metric the name of a metric, with any percentile
   * @return a new instance
   */
  public SloBuilder metric(String metric) {
    return with("metric", metric);
  }

  /**
   * Sets on what part of the run. By default the whole.
   *
   * @param scope {@code run}, or some of {@code phase:NAME}, {@code label:QUERY_TYPE} and {@code
   *     window:SECONDSs}, with commas between
   * @return a new instance
   */
  public SloBuilder scope(String scope) {
    return with("scope", scope);
  }

  /**
   * Sets the threshold of the tier must-pass.
   *
   * @param threshold a comparison, a number and a unit, for example {@code "< 15 ms"}
   * @return a new instance
   */
  public SloBuilder mustPass(String threshold) {
    return with(Tier.MUST_PASS.key(), threshold);
  }

  /**
   * Sets the threshold of the tier target.
   *
   * @param threshold a comparison, a number and a unit
   * @return a new instance
   */
  public SloBuilder target(String threshold) {
    return with(Tier.TARGET.key(), threshold);
  }

  /**
   * Sets the threshold of the tier stretch.
   *
   * @param threshold a comparison, a number and a unit
   * @return a new instance
   */
  public SloBuilder stretch(String threshold) {
    return with(Tier.STRETCH.key(), threshold);
  }

  /**
   * Sets below how many samples the objective is NOT MEASURED. By default the metric decides.
   *
   * @param samples 1 or more
   * @return a new instance
   */
  public SloBuilder minSamples(long samples) {
    return with("min-samples", samples);
  }

  /**
   * Multiplies the thresholds by the run's scale, as rates are.
   *
   * @return a new instance
   */
  public SloBuilder scales() {
    return with("scales", true);
  }

  /**
   * Shows the objective without letting it decide the verdict.
   *
   * @param reason why, printed beside it
   * @return a new instance
   */
  public SloBuilder notGated(String reason) {
    return with("gated", false).with("reason", reason);
  }

  /**
   * The objective as a configuration would have it, so that both can be merged and kept in one
   * file.
   *
   * @return an object {@code slos} that holds this one
   */
  public Config config() {
    return ConfigFactory.parseMap(settings).atPath(ConfigUtil.joinPath("slos", name));
  }

  /**
   * The objective.
   *
   * @return what was described
   * @throws IllegalArgumentException naming the setting, its value and what is valid, in one line
   */
  public Slo build() {
    return Slos.from(config()).getFirst();
  }
}
