/**
 * What a Scala compiler would generate for a class that mixes in Gatling's action traits, written
 * by hand in Java.
 *
 * <p>Not for users of the DSL.
 */
@NullMarked
package io.hybridperf.gatling.internal;

import org.jspecify.annotations.NullMarked;
