/** Least request and xDS, with what {@code -Pxds} adds to the class path of simulations. */
@NullMarked
package io.hybridperf.xds;

import org.jspecify.annotations.NullMarked;
