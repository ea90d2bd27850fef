package io.gatling.core.controller.inject.open;

import io.gatling.javaapi.core.internal.Converters;
import java.util.ArrayList;
import java.util.List;
import scala.runtime.BoxedUnit;

/**
 * Asks Gatling's own injector when it would start each user. Its classes are private to this
 * package.
 */
public final class InjectedUsers {
  private static final long TICK_MILLIS = 1_000;

  private InjectedUsers() {}

  /**
   * Runs the injector's loop over a simulated clock.
   *
   * @param steps what is injected
   * @param seconds how long the injector ticks
   * @return for each user, in the order of their ids, when it starts: milliseconds since the start
   */
  public static List<Long> startMillis(
      io.gatling.javaapi.core.OpenInjectionStep[] steps, int seconds) {
    List<OpenInjectionStep> scala = new ArrayList<>();
    for (io.gatling.javaapi.core.OpenInjectionStep step : steps) {
      scala.add(step.asScala());
    }
    UserStream stream = UserStream.apply(Converters.toScalaSeq(scala));
    List<Long> starts = new ArrayList<>();
    for (int tick = 0; tick <= seconds; tick++) {
      long nowMillis = tick * TICK_MILLIS;
      // As Injector: the first batch takes two seconds, each later one what is left of one.
      long windowMillis = tick == 0 ? 2 * TICK_MILLIS : TICK_MILLIS;
      stream.withStream(
          Converters.toScalaDuration(java.time.Duration.ofMillis(windowMillis)),
          nowMillis,
          0,
          delay -> {
            starts.add(nowMillis + Math.max(0, delay.toMillis()));
            return BoxedUnit.UNIT;
          });
    }
    return starts;
  }
}
