/** What the API demands of requests. */
@NullMarked
package io.hybridperf.coordinator.request;

import org.jspecify.annotations.NullMarked;
