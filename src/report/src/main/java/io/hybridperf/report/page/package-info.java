/** A run's pages, and its numbers in the forms that other tools read. */
@NullMarked
package io.hybridperf.report.page;

import org.jspecify.annotations.NullMarked;
