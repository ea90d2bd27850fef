/** What everything that starts needs: how progress is told, and how a failure is. */
@NullMarked
package io.hybridperf.embedded.start;

import org.jspecify.annotations.NullMarked;
