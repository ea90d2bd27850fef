package io.hybridperf.suite.support;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.hybridperf.suite.hybrid.HybridDsl.hybrid;
import static io.hybridperf.suite.hybrid.HybridDsl.slo;

import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.suite.run.HybridSimulation;
import java.util.concurrent.TimeUnit;

/**
 * A simulation with an objective of its own. The property {@code starved.millis} is for how long
 * each user keeps the event loop from anything else, and {@code stalled.seconds} for how long the
 * load does not begin.
 */
public final class JudgedSimulation extends HybridSimulation {
  private static final long STARVED_MILLIS = Long.getLong("starved.millis", 0);

  {
    require(slo("errors").metric("error-rate").mustPass("< 1 %").minSamples(20));
    run(
        LoadProfile.empty().warmUp(qps(), warmup()).constant("steady", qps(), duration()),
        exec(session -> {
          sleep(STARVED_MILLIS);
          return session;
        }),
        hybrid("search").search());
  }

  @Override
  public void before() {
    sleep(1_000 * Long.getLong("stalled.seconds", 0));
  }

  private static void sleep(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
