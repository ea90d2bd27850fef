package io.hybridperf.gatling.injection;

import io.gatling.core.controller.inject.open.OpenInjectionStep;
import io.hybridperf.measurement.load.ArrivalPlan;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.concurrent.duration.Duration;
import scala.concurrent.duration.FiniteDuration;

/**
 * A step of Gatling's open injection that takes each arrival from a plan when it is about to be
 * due: about a second ahead, as the injector asks for it. So the plan may grow and the injection
 * may be stopped while it goes. Users are started in bunches: all that arrive in a few milliseconds
 * start at the first of these, and wait for their time.
 *
 * <p>For Gatling the trait is sealed and its members are private; for the JVM neither is so.
 */
final class PlannedInjection implements OpenInjectionStep {
  private static final long serialVersionUID = 1;

  private final transient ArrivalPlan plan;
  private final transient InjectionControl control;
  private final long bunchMillis;
  private final transient LongSupplier delayNanos;

  /**
   * @param plan whose arrivals are injected
   * @param control stops the injection or extends the plan
   * @param bunchMillis how long a bunch lasts, 1 ms or more
   * @param delayNanos asked when the injection begins: by how much all come later, 0 or more
   */
  PlannedInjection(
      ArrivalPlan plan, InjectionControl control, long bunchMillis, LongSupplier delayNanos) {
    this.plan = plan;
    this.control = control;
    this.bunchMillis = bunchMillis;
    this.delayNanos = delayNanos;
  }

  @Override
  public Iterator<FiniteDuration> chain(Iterator<FiniteDuration> chained) {
    if (chained.hasNext()) {
      throw new IllegalArgumentException("an injection from a plan must be the only step");
    }
    // Gatling reads the time that starts are counted from right before it calls this.
    long delayMillis = TimeUnit.NANOSECONDS.toMillis(delayNanos.getAsLong());
    return new Starts(plan, control, bunchMillis, delayMillis);
  }

  private static final class Starts extends AbstractIterator<FiniteDuration> {
    private final ArrivalPlan plan;
    private final InjectionControl control;
    private final long bunchMillis;
    private final long delayMillis;
    private long arrival;
    private FiniteDuration bunch = Duration.create(0, TimeUnit.MILLISECONDS);

    Starts(ArrivalPlan plan, InjectionControl control, long bunchMillis, long delayMillis) {
      this.plan = plan;
      this.control = control;
      this.bunchMillis = bunchMillis;
      this.delayMillis = delayMillis;
    }

    @Override
    public boolean hasNext() {
      if (control.stopped()) {
        return false;
      }
      while (arrival >= plan.count()) {
        if (!control.extend(plan)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public FiniteDuration next() {
      // Stopped since hasNext(): this one is injected still.
      if (arrival >= plan.count()) {
        throw new NoSuchElementException("the plan is over");
      }
      long millis = TimeUnit.NANOSECONDS.toMillis(plan.plannedNanos(arrival++));
      long first = delayMillis + millis - millis % bunchMillis;
      // One object a bunch, not one an arrival.
      if (first != bunch.length()) {
        bunch = Duration.create(first, TimeUnit.MILLISECONDS);
      }
      return bunch;
    }
  }

  @Override
  public long users() {
    return plan.count();
  }

  @Override
  public FiniteDuration duration() {
    return Duration.create(plan.totalNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public int productArity() {
    return 1;
  }

  @Override
  public Object productElement(int n) {
    return plan;
  }

  @Override
  public boolean canEqual(Object that) {
    return that instanceof PlannedInjection;
  }
}
