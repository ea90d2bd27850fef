/** Grafana's dashboards, as code. */
@NullMarked
package io.hybridperf.monitoring;

import org.jspecify.annotations.NullMarked;
