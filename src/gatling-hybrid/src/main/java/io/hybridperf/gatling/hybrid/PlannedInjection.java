package io.hybridperf.gatling.hybrid;

import io.gatling.core.controller.inject.open.OpenInjectionStep;
import io.hybridperf.measurement.load.ArrivalPlan;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.concurrent.duration.Duration;
import scala.concurrent.duration.FiniteDuration;

/**
 * A step of Gatling's open injection that takes each arrival from a plan when it is about to be
 * due: about a second ahead, as the injector asks for it. So the plan may grow and the injection
 * may be stopped while it goes.
 */
final class PlannedInjection implements OpenInjectionStep {
  private static final long serialVersionUID = 1;

  private final transient ArrivalPlan plan;
  private final transient InjectionControl control;
  private final long bunchMillis;

  /**
   * @param bunchMillis all that arrive in so many milliseconds are injected at the first of them
   */
  PlannedInjection(ArrivalPlan plan, InjectionControl control, long bunchMillis) {
    this.plan = plan;
    this.control = control;
    this.bunchMillis = bunchMillis;
  }

  /** The arrivals, and then what Gatling has after them, which is nothing. */
  @Override
  public Iterator<FiniteDuration> chain(Iterator<FiniteDuration> chained) {
    return new Arrivals(plan, control, bunchMillis);
  }

  private static final class Arrivals extends AbstractIterator<FiniteDuration> {
    private final ArrivalPlan plan;
    private final InjectionControl control;
    private final long bunchMillis;
    private long arrival;
    private FiniteDuration bunch = millis(0);

    Arrivals(ArrivalPlan plan, InjectionControl control, long bunchMillis) {
      this.plan = plan;
      this.control = control;
      this.bunchMillis = bunchMillis;
    }

    private static FiniteDuration millis(long millis) {
      return Duration.create(millis, TimeUnit.MILLISECONDS);
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
      long due = TimeUnit.NANOSECONDS.toMillis(plan.plannedNanos(arrival++));
      long start = due - due % bunchMillis;
      if (start != bunch.length()) {
        bunch = millis(start);
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
    return Duration.create(TimeUnit.NANOSECONDS.toSeconds(plan.totalNanos()), TimeUnit.SECONDS);
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
