/** Shows how the stores run the coordinator's statements, and flags what will hurt. */
@NullMarked
package io.hybridperf.plans;

import org.jspecify.annotations.NullMarked;
