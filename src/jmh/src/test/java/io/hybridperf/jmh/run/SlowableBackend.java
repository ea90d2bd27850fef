package io.hybridperf.jmh.run;

import io.hybridperf.jmh.backend.Availability;
import io.hybridperf.jmh.backend.CpuExactBackend;
import io.hybridperf.jmh.backend.DistanceMetric;
import io.hybridperf.jmh.backend.Tuning;
import io.hybridperf.jmh.backend.VectorSearchBackend;
import io.hybridperf.jmh.data.VectorSet;
import java.util.Set;

/** Exact search that does each search as often as it is told: a regression on purpose. */
public final class SlowableBackend implements VectorSearchBackend {
  static volatile int repetitions = 1;

  private final CpuExactBackend exact = new CpuExactBackend();

  /** For the service loader. */
  public SlowableBackend() {}

  @Override
  public String name() {
    return "slowable";
  }

  @Override
  public boolean exact() {
    return true;
  }

  @Override
  public String version() {
    return "for tests";
  }

  @Override
  public Availability probe() {
    return Availability.ok();
  }

  @Override
  public int devices() {
    // More than some machine has cores: what is spread over devices needs no real ones.
    return 5;
  }

  @Override
  public Set<String> settings() {
    return Set.of();
  }

  @Override
  public void build(VectorSet vectors, DistanceMetric metric, Tuning tuning) {
    tuning.requireOnly(name(), settings());
    exact.build(vectors, metric, Tuning.parse("threads=1"));
  }

  @Override
  public void tune(Tuning tuning) {
    tuning.requireOnly(name(), settings());
  }

  @Override
  public void search(float[] queries, int batch, int k, int[] ids, float[] distances) {
    for (int i = 0; i < repetitions; i++) {
      exact.search(queries, batch, k, ids, distances);
    }
  }

  @Override
  public void close() {
    exact.close();
  }
}
