/** Vectors to search: generated, read from files, and the true answers to queries over them. */
@NullMarked
package io.hybridperf.jmh.data;

import org.jspecify.annotations.NullMarked;
