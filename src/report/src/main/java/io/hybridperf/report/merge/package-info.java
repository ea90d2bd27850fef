/** Several injectors' folders as one run. */
@NullMarked
package io.hybridperf.report.merge;

import org.jspecify.annotations.NullMarked;
