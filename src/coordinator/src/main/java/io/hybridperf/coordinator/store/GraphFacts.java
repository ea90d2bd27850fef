package io.hybridperf.coordinator.store;

import io.hybridperf.api.v1.Hit;
import java.util.List;

/**
 * What the graph knows of one content, as the unscored part of a hit.
 *
 * @param unscored the hit without its two scores; names are sorted
 */
public record GraphFacts(Hit unscored) {

  // Object headers, list nodes and String objects around the bytes that the message would have on
  // the wire.
  private static final int FIXED_BYTES = 400;
  private static final int BYTES_PER_WIRE_BYTE = 4;

  /** The facts of a content that the graph does not know. */
  public static GraphFacts unknown(long contentId) {
    return new GraphFacts(Hit.newBuilder().setContentId(contentId).build());
  }

  /** The facts there are without the graph: the collection's one genre, if it has one. */
  public static GraphFacts of(Candidate candidate) {
    Hit.Builder hit = Hit.newBuilder().setContentId(candidate.contentId());
    if (!candidate.genre().isEmpty()) {
      hit.addGenres(candidate.genre());
    }
    return new GraphFacts(hit.build());
  }

  /** Sorted. */
  public List<String> genres() {
    return unscored.getGenresList();
  }

  /** Sorted. */
  public List<String> themes() {
    return unscored.getThemesList();
  }

  /** An estimate of the heap this takes. */
  public int estimatedBytes() {
    return FIXED_BYTES + BYTES_PER_WIRE_BYTE * unscored.getSerializedSize();
  }
}
