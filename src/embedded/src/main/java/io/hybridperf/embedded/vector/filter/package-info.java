/** The filter language of a search or query, and its evaluation on rows. */
@NullMarked
package io.hybridperf.embedded.vector.filter;

import org.jspecify.annotations.NullMarked;
