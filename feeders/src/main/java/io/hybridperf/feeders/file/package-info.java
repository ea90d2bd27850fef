/** Reading the files that this module ships, damage included. */
@NullMarked
package io.hybridperf.feeders.file;

import org.jspecify.annotations.NullMarked;
