/** A simulation's parameters and settings: where they come from, which win, what is refused. */
@NullMarked
package io.hybridperf.suite.settings;

import org.jspecify.annotations.NullMarked;
