/** What a run's folder says, as values that pages, files and commands show. */
@NullMarked
package io.hybridperf.report.model;

import org.jspecify.annotations.NullMarked;
