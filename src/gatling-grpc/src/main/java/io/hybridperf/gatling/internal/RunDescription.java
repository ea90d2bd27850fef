package io.hybridperf.gatling.internal;

import io.gatling.core.stats.DataWritersStatsEngine;
import io.gatling.core.stats.StatsEngine;
import io.gatling.core.stats.writer.LogFileDataWriter;
import io.gatling.core.stats.writer.RunMessage;
import java.lang.reflect.Field;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;

/**
 * Says in Gatling's report what a run is.
 *
 * <p>Gatling takes the description from its command line, before there are settings, and writes it
 * as the first record of its log when the load begins. Between the two a simulation is set up, and
 * this puts its words before the command line's.
 */
public final class RunDescription {
  private RunDescription() {}

  /**
   * Puts words before the description that Gatling was given.
   *
   * @param engine Gatling's, before the load begins
   * @param words what the run is
   * @return whether Gatling is going to write them: not if its log is begun already, it writes
   *     none, or another version of Gatling keeps its description elsewhere
   */
  public static boolean begin(StatsEngine engine, String words) {
    if (!(engine instanceof DataWritersStatsEngine writers)) {
      return false;
    }
    try {
      boolean said = false;
      Iterator<?> all = ((Seq<?>) value(writers, "dataWriters")).iterator();
      while (all.hasNext()) {
        if (value(all.next(), "actor") instanceof LogFileDataWriter log) {
          Field message = field(log, "runMessage");
          message.set(log, with(words, (RunMessage) message.get(log)));
          said = true;
        }
      }
      return said;
    } catch (ReflectiveOperationException | RuntimeException anotherGatling) {
      return false;
    }
  }

  private static RunMessage with(String words, RunMessage given) {
    return given.copy(
        given.simulationClassName(),
        given.simulationId(),
        given.start(),
        given.runDescription().isEmpty() ? words : words + "; " + given.runDescription(),
        given.gatlingVersion(),
        given.zoneId());
  }

  private static Object value(Object of, String name) throws ReflectiveOperationException {
    return field(of, name).get(of);
  }

  private static Field field(Object of, String name) throws ReflectiveOperationException {
    Field field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
