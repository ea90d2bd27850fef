/** The DSL for hybrid retrieval coordinators: searches, writes and the checks on their answers. */
@NullMarked
package io.hybridperf.suite.hybrid;

import org.jspecify.annotations.NullMarked;
