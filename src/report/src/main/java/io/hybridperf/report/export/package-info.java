/** A run's final figures for other programs. */
@NullMarked
package io.hybridperf.report.export;

import org.jspecify.annotations.NullMarked;
