/**
 * What a run is made of beside its load: settings, environment, embedded stack, run folder,
 * progress and gates.
 */
@NullMarked
package io.hybridperf.gatling.run;

import org.jspecify.annotations.NullMarked;
