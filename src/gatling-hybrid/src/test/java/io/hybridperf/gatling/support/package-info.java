/** Real Gatling runs and real servers for the tests of this module. */
@NullMarked
package io.hybridperf.gatling.support;

import org.jspecify.annotations.NullMarked;
