/** What is asked of the system, and what is watched in its answers beyond their times. */
@NullMarked
package io.hybridperf.suite.answers;

import org.jspecify.annotations.NullMarked;
