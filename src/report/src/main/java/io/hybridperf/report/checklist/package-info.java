/** What has to be shown before a deployment, and what shows it. */
@NullMarked
package io.hybridperf.report.checklist;

import org.jspecify.annotations.NullMarked;
