/**
 * Finds what a HOCON file says to nobody: a key set twice, an include that overrides what stands
 * before it, a name that is not known. HOCON itself takes all three without a word.
 */
@NullMarked
package io.hybridperf.hocon;

import org.jspecify.annotations.NullMarked;
