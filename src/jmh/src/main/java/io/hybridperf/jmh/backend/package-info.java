/** Vector search engines behind one interface, each of which says whether it can run here. */
@NullMarked
package io.hybridperf.jmh.backend;

import org.jspecify.annotations.NullMarked;
