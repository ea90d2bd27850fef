/**
 * What the generator and its target use while a run goes: memory, threads, connections, files, GPU.
 */
@NullMarked
package io.hybridperf.suite.resource;

import org.jspecify.annotations.NullMarked;
