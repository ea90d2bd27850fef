/**
 * What the generator itself costs: our protocol beside a bare gRPC client, against a server that
 * does nothing.
 */
@NullMarked
package io.hybridperf.suite.cost;

import org.jspecify.annotations.NullMarked;
