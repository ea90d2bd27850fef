/**
 * What a load is made of: films, their graph and the users' policies from MovieLens, query texts
 * with vectors and exact ground truth, and the seeded choices that turn them into a stream of
 * requests.
 */
@NullMarked
package io.hybridperf.feeders;

import org.jspecify.annotations.NullMarked;
