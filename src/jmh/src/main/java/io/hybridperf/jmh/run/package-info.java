/** Running benchmarks, recording what they ran on, and comparing what came out. */
@NullMarked
package io.hybridperf.jmh.run;

import org.jspecify.annotations.NullMarked;
