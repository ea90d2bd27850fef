package io.hybridperf.report.model;

/**
 * What was not measured.
 *
 * @param what it is
 * @param reason why there is no number
 * @param remedy how to measure it
 */
public record Gap(String what, String reason, String remedy) {}
