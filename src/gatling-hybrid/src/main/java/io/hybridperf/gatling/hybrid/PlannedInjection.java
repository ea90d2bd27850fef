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

  PlannedInjection(ArrivalPlan plan, InjectionControl control) {
    this.plan = plan;
    this.control = control;
  }

  /** The arrivals, and then what Gatling has after them, which is nothing. */
  @Override
  public Iterator<FiniteDuration> chain(Iterator<FiniteDuration> chained) {
    return new Arrivals(plan, control);
  }

  private static final class Arrivals extends AbstractIterator<FiniteDuration> {
    private final ArrivalPlan plan;
    private final InjectionControl control;
    private long arrival;

    Arrivals(ArrivalPlan plan, InjectionControl control) {
      this.plan = plan;
      this.control = control;
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
      return Duration.fromNanos(plan.plannedNanos(arrival++));
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
