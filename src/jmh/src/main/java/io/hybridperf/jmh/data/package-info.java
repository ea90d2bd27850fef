/** Vectors to search: generated, or read from files. */
@NullMarked
package io.hybridperf.jmh.data;

import org.jspecify.annotations.NullMarked;
