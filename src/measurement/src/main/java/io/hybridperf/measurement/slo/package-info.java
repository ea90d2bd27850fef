/** Service level objectives, the audit of the generator, and the verdict. */
@NullMarked
package io.hybridperf.measurement.slo;

import org.jspecify.annotations.NullMarked;
