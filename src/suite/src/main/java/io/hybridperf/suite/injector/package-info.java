/** One of several injectors of a load: its share, and how all of them begin at once. */
@NullMarked
package io.hybridperf.suite.injector;

import org.jspecify.annotations.NullMarked;
