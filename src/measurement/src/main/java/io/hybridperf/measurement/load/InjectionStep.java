package io.hybridperf.measurement.load;

/**
 * One step for Gatling's open injector, to be translated one to one. {@link ArrivalPlan#steps()} in
 * order give the plan's arrivals.
 */
public sealed interface InjectionStep {

  /**
   * The length of the step.
   *
   * @return whole seconds, at least 1
   */
  int seconds();

  /**
   * {@code constantUsersPerSec(rate).during(seconds)}.
   *
   * @param rate users per second
   * @param seconds whole seconds
   */
  record ConstantUsersPerSec(double rate, int seconds) implements InjectionStep {}

  /**
   * {@code rampUsersPerSec(from).to(to).during(seconds)}.
   *
   * @param from users per second at the start
   * @param to users per second at the end
   * @param seconds whole seconds
   */
  record RampUsersPerSec(double from, double to, int seconds) implements InjectionStep {}

  /**
   * {@code nothingFor(seconds)}.
   *
   * @param seconds whole seconds
   */
  record NothingFor(int seconds) implements InjectionStep {}

  /**
   * The randomized form of a constant rate ({@code from == to}) or a ramp, with a seed.
   *
   * <p>Gatling's DSL cannot express it: {@code randomized()} seeds the step with {@code
   * System.nanoTime()}. The Scala class behind it can: {@code new
   * io.gatling.core.controller.inject.open.PoissonOpenInjection(duration, from, to, seed)}, whose
   * constructor is {@code private[inject]} in Scala and so public in byte code. The Java class
   * {@code OpenInjectionStep} wraps such a step only through a private constructor, so the
   * population has to be built from Scala steps, or that constructor opened by reflection.
   *
   * @param from users per second at the start
   * @param to users per second at the end
   * @param seconds whole seconds
   * @param seed the seed of the step's {@code SplittableRandom}
   */
  record PoissonUsersPerSec(double from, double to, int seconds, long seed)
      implements InjectionStep {}
}
