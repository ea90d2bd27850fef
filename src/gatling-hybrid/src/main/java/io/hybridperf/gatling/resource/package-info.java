/** What the generator and its target use while a run goes: memory, threads, connections, files. */
@NullMarked
package io.hybridperf.gatling.resource;

import org.jspecify.annotations.NullMarked;
