/** What is started and told beside a run so that people can watch it: Prometheus, Grafana. */
@NullMarked
package io.hybridperf.suite.monitor;

import org.jspecify.annotations.NullMarked;
