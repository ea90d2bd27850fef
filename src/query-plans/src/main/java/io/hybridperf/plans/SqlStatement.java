package io.hybridperf.plans;

import java.util.List;

/**
 * A statement for PostgreSQL.
 *
 * @param name what it is for
 * @param text SQL with placeholders
 * @param parameters in order: what the driver takes for one value, or an array for one of SQL
 */
record SqlStatement(String name, String text, List<Object> parameters) {}
