/** Makes the stores of a target fail on purpose, and whole again; and what that did to answers. */
@NullMarked
package io.hybridperf.suite.fault;

import org.jspecify.annotations.NullMarked;
