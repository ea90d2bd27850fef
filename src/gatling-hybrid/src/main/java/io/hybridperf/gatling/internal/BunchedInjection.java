package io.hybridperf.gatling.internal;

import io.gatling.core.controller.inject.open.OpenInjectionStep;
import io.hybridperf.measurement.load.ArrivalPlan;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.concurrent.duration.FiniteDuration;

/**
 * The arrivals of a plan as a step of Gatling's open injector, with users started in bunches: all
 * that arrive in a few milliseconds start at the first of these, and wait for their time.
 *
 * <p>For Gatling the trait is sealed and its members are private; for the JVM neither is so.
 */
public final class BunchedInjection implements OpenInjectionStep {
  private static final long serialVersionUID = 1;

  // Never serialized: Gatling's steps are Serializable as all case classes are.
  private final transient ArrivalPlan plan;
  private final long bunchMillis;

  /**
   * @param plan whose arrivals are injected
   * @param bunchMillis how long a bunch lasts, 1 ms or more
   */
  public BunchedInjection(ArrivalPlan plan, long bunchMillis) {
    this.plan = plan;
    this.bunchMillis = bunchMillis;
  }

  @Override
  public Iterator<FiniteDuration> chain(Iterator<FiniteDuration> chained) {
    if (chained.hasNext()) {
      throw new IllegalArgumentException("a bunched injection must be the only step");
    }
    return new Starts();
  }

  private final class Starts extends AbstractIterator<FiniteDuration> {
    private long next;
    private long currentMillis = -1;
    private FiniteDuration current = new FiniteDuration(0, TimeUnit.MILLISECONDS);

    @Override
    public boolean hasNext() {
      return next < plan.count();
    }

    @Override
    public FiniteDuration next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      long millis = TimeUnit.NANOSECONDS.toMillis(plan.plannedNanos(next++));
      long bunch = millis - millis % bunchMillis;
      if (bunch != currentMillis) {
        currentMillis = bunch;
        current = new FiniteDuration(bunch, TimeUnit.MILLISECONDS);
      }
      return current;
    }
  }

  @Override
  public long users() {
    return plan.count();
  }

  @Override
  public FiniteDuration duration() {
    return new FiniteDuration(plan.totalNanos(), TimeUnit.NANOSECONDS).toCoarsest();
  }

  @Override
  public int productArity() {
    return 1;
  }

  @Override
  public Object productElement(int n) {
    return users();
  }

  @Override
  public boolean canEqual(Object that) {
    return that instanceof BunchedInjection;
  }
}
