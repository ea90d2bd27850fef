/**
 * What the coordinator may rely on of Milvus, asked through Milvus's own client. One suite runs
 * against the embedded vector server always, and against a real Milvus where one is at hand: {@code
 * mvn verify -Dmilvus.server=PROGRAM -Dmilvus-lite.server=PROGRAM}. What differs there is named by
 * {@link io.hybridperf.contract.Differs} and tested to differ.
 */
@NullMarked
package io.hybridperf.contract;

import org.jspecify.annotations.NullMarked;
