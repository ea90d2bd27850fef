/** All runs of a folder and their pages, in a browser on this machine. */
@NullMarked
package io.hybridperf.report.serve;

import org.jspecify.annotations.NullMarked;
