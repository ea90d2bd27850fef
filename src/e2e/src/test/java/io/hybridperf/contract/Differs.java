package io.hybridperf.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A difference from the contract that is known of an engine. There the test must fail, and in the
 * way that is named: a difference that is gone, or has become another one, fails the build.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(Differs.All.class)
public @interface Differs {
  /** The engine that differs. */
  Engine engine();

  /** How, in a phrase for people. */
  String how();

  /** What the test's failure says there, in part. */
  String seen();

  /** Several engines' differences. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  public @interface All {
    /** One for each engine. */
    Differs[] value();
  }
}
