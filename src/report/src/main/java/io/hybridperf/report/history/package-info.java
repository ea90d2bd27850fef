/** The runs of a folder over time: where a number changed, and with which run. */
@NullMarked
package io.hybridperf.report.history;

import org.jspecify.annotations.NullMarked;
