/**
 * Arrival plans, latency recording, interval logs, SLOs and verdicts. Knows neither Gatling nor
 * gRPC.
 */
@NullMarked
package io.hybridperf.measurement;

import org.jspecify.annotations.NullMarked;
