/**
 * Charts of runs: their data, their numbers as tables, and ECharts to draw them without a browser.
 */
@NullMarked
package io.hybridperf.report.chart;

import org.jspecify.annotations.NullMarked;
