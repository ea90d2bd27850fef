/** Loads the data set into the engines, once, and keeps it on disk. */
@NullMarked
package io.hybridperf.embedded.data;

import org.jspecify.annotations.NullMarked;
