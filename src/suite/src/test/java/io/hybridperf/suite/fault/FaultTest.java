package io.hybridperf.suite.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FaultTest {
  @Test
  void aProfileIsAllFaultsOrOneOrThoseOfAStoreOrOfAKind() {
    assertThat(Fault.of("mixed")).hasSize(9).doesNotHaveDuplicates();
    assertThat(Fault.of("neo4j"))
        .extracting(Fault::phase)
        .containsExactly("neo4j-stopped", "neo4j-slowed", "neo4j-cut-off");
    assertThat(Fault.of("milvus-slowed")).containsExactly(new Fault("milvus", Fault.Kind.SLOW));
    assertThat(Fault.of("cut"))
        .extracting(Fault::restoredPhase)
        .containsExactly(
            "milvus-cut-off-restored", "neo4j-cut-off-restored", "postgresql-cut-off-restored");
  }

  @Test
  void onlyWithoutVectorsThereIsNoAnswer() {
    assertThat(Fault.of("mixed").stream().filter(Fault::takesVectors))
        .extracting(Fault::phase)
        .containsExactly("milvus-stopped", "milvus-cut-off");
  }
}
