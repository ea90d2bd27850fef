/** What a system holds, and how much of it is needed to hold more. */
@NullMarked
package io.hybridperf.report.capacity;

import org.jspecify.annotations.NullMarked;
