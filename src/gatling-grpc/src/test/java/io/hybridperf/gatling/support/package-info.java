/** Real Gatling runs and real servers for tests. */
@NullMarked
package io.hybridperf.gatling.support;

import org.jspecify.annotations.NullMarked;
