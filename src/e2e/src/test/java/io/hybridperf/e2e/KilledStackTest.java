package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Edge;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.Related;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.SharedStack;
import io.hybridperf.embedded.stack.SharedStack.FirstRun;
import io.hybridperf.embedded.stack.WithStack;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What was acknowledged is in every store after all of them were killed. */
@Tag("slow")
@WithStack
class KilledStackTest {
  private static final long ID = 9_500_000_000L;
  private static final long NEIGHBOUR = 1;

  @Test
  void acknowledgedContentIsFoundWithItsGraphAfterTheWholeStackWasKilled(FirstRun run)
      throws Exception {
    Random random = new Random(11);
    List<Float> embedding =
        IntStream.range(0, TestData.DATASET.dimension())
            .mapToObj(_ -> (float) random.nextGaussian())
            .toList();
    RunningStack killed = SharedStack.onCopyOf(run, "killed-after-ingest");
    try (Client client = Client.of(killed.coordinator())) {
      client.ingest(
          IngestRequest.newBuilder()
              .addItems(
                  Content.newBuilder()
                      .setContentId(ID)
                      .setTitle("Kept")
                      .addAllEmbedding(embedding)
                      .addGenres("Drama")
                      .setPopularity(0.5)
                      .setReleaseYear(2001)
                      .addEdges(
                          Edge.newBuilder()
                              .setType(Edge.Type.SIMILAR_TO)
                              .setToContentId(NEIGHBOUR)
                              .setStrength(0.75)))
              .build());
    } finally {
      killed.kill();
      killed.awaitExit();
    }

    try (RunningStack next = RunningStack.start(killed.dataDir());
        Client client = Client.of(next.coordinator())) {
      assertThat(next.lines()).anyMatch(line -> line.contains("loaded earlier"));
      Hit hit =
          client
              .search(
                  SearchRequest.newBuilder()
                      .addAllEmbedding(embedding)
                      .setK(3)
                      .setGraph(GraphOptions.newBuilder().setRelationships(true))
                      .build())
              .getHits(0);
      assertThat(hit.getContentId()).isEqualTo(ID);
      assertThat(hit.getTitle()).isEqualTo("Kept");
      assertThat(hit.getRelatedList()).extracting(Related::getContentId).contains(NEIGHBOUR);
    }
  }
}
