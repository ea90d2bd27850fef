/** Folders of runs: opened, listed, and which of them may be compared with each other. */
@NullMarked
package io.hybridperf.report.runs;

import org.jspecify.annotations.NullMarked;
