package io.hybridperf.plans;

/**
 * Something about a plan that will hurt.
 *
 * @param kind what it is, in two or three words
 * @param excerpt the operator's line, or the remedy
 */
record Finding(String kind, String excerpt) {}
