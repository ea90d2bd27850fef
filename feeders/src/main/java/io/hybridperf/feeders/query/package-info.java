/**
 * Query texts with vectors and exact ground truth, and the seeded choices that make a load of them.
 */
@NullMarked
package io.hybridperf.feeders.query;

import org.jspecify.annotations.NullMarked;
