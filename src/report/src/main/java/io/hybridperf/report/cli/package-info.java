/** What all commands have in common: exit statuses, and texts that are safe to print. */
@NullMarked
package io.hybridperf.report.cli;

import org.jspecify.annotations.NullMarked;
