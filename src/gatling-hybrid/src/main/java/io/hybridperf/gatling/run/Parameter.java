package io.hybridperf.gatling.run;

import java.util.Arrays;
import java.util.List;

/**
 * The parameters every simulation understands: {@code -D} properties, and keys under {@code
 * parameters} in {@code config/}.
 */
public enum Parameter {
  ENV("env", "a file in config/environments"),
  TARGET("target", "host:port, a list of them, or dns:///name"),
  QPS("qps", "requests a second before scale"),
  PEAK("peak", "the highest rate, requests a second before scale"),
  DURATION("duration", "how long the main load is held"),
  WARMUP("warmup", "how long the load runs before anything is judged"),
  RAMP("ramp", "time from one rate to the next"),
  HOLD("hold", "how long the peak is held"),
  CYCLES("cycles", "how often the load repeats"),
  PROFILE("profile", "which mix of queries or shape of load"),
  SCALE("scale", "multiplies every rate"),
  CHANNELS("channels", "HTTP/2 connections to each target, for each event loop"),
  DEADLINE("deadline", "of each call"),
  GATE("gate", "must-pass, target or stretch"),
  K("k", "hits asked for, 1..1000"),
  SEED("seed", "of everything drawn at random"),
  STORAGE("storage", "hybrid or neo4j_only"),
  ZIPF("zipf", "exponent of the popularity of query texts and users"),
  RECALL_SAMPLE("recall-sample", "share of queries whose recall is measured, 0..1");

  private final String key;
  private final String meaning;

  Parameter(String key, String meaning) {
    this.key = key;
    this.meaning = meaning;
  }

  /** {@return the name people use, for example {@code recall-sample}} */
  public String key() {
    return key;
  }

  /** {@return one phrase for people} */
  public String meaning() {
    return meaning;
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(Parameter::key).toList();
  }
}
