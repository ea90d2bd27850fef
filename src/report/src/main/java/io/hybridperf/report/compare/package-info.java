/** Two runs and more side by side: what differs, by how much, and how sure that is. */
@NullMarked
package io.hybridperf.report.compare;

import org.jspecify.annotations.NullMarked;
