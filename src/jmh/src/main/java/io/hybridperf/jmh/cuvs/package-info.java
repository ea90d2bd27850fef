/**
 * NVIDIA cuVS, called through its C library by Java's foreign function API. No type of CUDA appears
 * in the signature of anything public here.
 */
@NullMarked
package io.hybridperf.jmh.cuvs;

import org.jspecify.annotations.NullMarked;
