/** Plans searches, runs their stages and ranks what they find. */
@NullMarked
package io.hybridperf.coordinator.search;

import org.jspecify.annotations.NullMarked;
