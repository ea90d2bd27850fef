/** What becomes of a run's folder: verdicts, on the command line. */
@NullMarked
package io.hybridperf.report;

import org.jspecify.annotations.NullMarked;
