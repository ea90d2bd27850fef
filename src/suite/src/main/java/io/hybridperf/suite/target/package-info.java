/** What a run is aimed at: an address, or an embedded stack that it starts. */
@NullMarked
package io.hybridperf.suite.target;

import org.jspecify.annotations.NullMarked;
