/** MovieLens: films, their graph, users' policies, and larger sets grown from them. */
@NullMarked
package io.hybridperf.feeders.movielens;

import org.jspecify.annotations.NullMarked;
