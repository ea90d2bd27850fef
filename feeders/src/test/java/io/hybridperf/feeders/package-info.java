/** Makes the feeders' files, and checks them and what reads them. */
@NullMarked
package io.hybridperf.feeders;

import org.jspecify.annotations.NullMarked;
