/** A run: its load, its progress, its folder, its gates and its end. */
@NullMarked
package io.hybridperf.suite.run;

import org.jspecify.annotations.NullMarked;
