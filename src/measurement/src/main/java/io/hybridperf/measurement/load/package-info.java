/** What load to offer: profiles of named phases and the planned start of every arrival. */
@NullMarked
package io.hybridperf.measurement.load;

import org.jspecify.annotations.NullMarked;
