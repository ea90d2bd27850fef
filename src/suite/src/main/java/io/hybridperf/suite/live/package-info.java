/** What a run shows while it goes: metrics for Prometheus, and a page, on loopback. */
@NullMarked
package io.hybridperf.suite.live;

import org.jspecify.annotations.NullMarked;
