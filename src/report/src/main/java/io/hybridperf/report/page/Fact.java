package io.hybridperf.report.page;

/**
 * Something about a run.
 *
 * @param name what
 * @param value in words, from anywhere
 */
public record Fact(String name, String value) {}
