/**
 * The coordinator over the real embedded stores, compared with a plain in-memory oracle of its
 * semantics.
 */
@NullMarked
package io.hybridperf.e2e;

import org.jspecify.annotations.NullMarked;
