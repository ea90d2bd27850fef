/** The pages of runs of every simulation. */
@NullMarked
package io.hybridperf.pipelines.pages;

import org.jspecify.annotations.NullMarked;
