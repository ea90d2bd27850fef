/**
 * What a run offers to those who watch it: its planned moments, and its log once the load is over.
 */
@NullMarked
package io.hybridperf.suite.watch;

import org.jspecify.annotations.NullMarked;
