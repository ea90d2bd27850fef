package io.hybridperf.coordinator.request;

import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Edge;
import io.hybridperf.api.v1.IngestRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the API demands of an ingest. */
public final class IngestRules {

  private static final int MAX_ITEMS = 1000;
  private static final int MAX_TITLE = 1024;
  private static final int MAX_NAMES = 64;
  private static final int MIN_YEAR = 1800;
  private static final int MAX_YEAR = 2200;

  private IngestRules() {}

  /**
   * Checks a request. Whether edges lead to content that exists is for the graph to say.
   *
   * @param dimension of the collection
   * @throws InvalidRequestException naming the field that breaks a rule
   */
  public static void check(IngestRequest request, int dimension) throws InvalidRequestException {
    if (request.getItemsCount() == 0) {
      throw new InvalidRequestException("items", "is empty");
    }
    FieldChecks.count("items", request.getItemsCount(), MAX_ITEMS, "items");
    Set<Long> ids = HashSet.newHashSet(request.getItemsCount());
    for (int i = 0; i < request.getItemsCount(); i++) {
      Content item = request.getItems(i);
      String path = "items[" + i + "]";
      content(path, item, dimension);
      if (!ids.add(item.getContentId())) {
        throw new InvalidRequestException(
            path + ".content_id", item.getContentId() + " appears twice");
      }
    }
  }

  private static void content(String path, Content item, int dimension)
      throws InvalidRequestException {
    positive(path + ".content_id", item.getContentId());
    FieldChecks.storedText(path + ".title", item.getTitle(), MAX_TITLE);
    if (item.getEmbeddingCount() == 0) {
      throw new InvalidRequestException(path + ".embedding", "is empty");
    }
    FieldChecks.embedding(path + ".embedding", item.getEmbeddingList(), dimension);
    names(path + ".genres", item.getGenresList());
    names(path + ".themes", item.getThemesList());
    names(path + ".moods", item.getMoodsList());
    names(path + ".cultural_contexts", item.getCulturalContextsList());
    FieldChecks.range(path + ".popularity", item.getPopularity(), 0, 1);
    if (item.getReleaseYear() != 0) {
      FieldChecks.range(path + ".release_year", item.getReleaseYear(), MIN_YEAR, MAX_YEAR);
    }
    for (int i = 0; i < item.getEdgesCount(); i++) {
      edge(path + ".edges[" + i + "]", item.getContentId(), item.getEdges(i));
    }
  }

  private static void names(String path, List<String> names) throws InvalidRequestException {
    FieldChecks.count(path, names.size(), MAX_NAMES, "names");
    for (int i = 0; i < names.size(); i++) {
      FieldChecks.storedText(path + "[" + i + "]", names.get(i), FieldChecks.MAX_NAME_CHARACTERS);
    }
  }

  private static void edge(String path, long from, Edge edge) throws InvalidRequestException {
    if (edge.getType() == Edge.Type.TYPE_UNSPECIFIED || edge.getType() == Edge.Type.UNRECOGNIZED) {
      throw new InvalidRequestException(
          path + ".type", edge.getTypeValue() + ": use SIMILAR_TO, RELATED_TO or SEQUEL_OF");
    }
    positive(path + ".to_content_id", edge.getToContentId());
    if (edge.getToContentId() == from) {
      throw new InvalidRequestException(path + ".to_content_id", from + " is the item itself");
    }
    if (edge.getType() != Edge.Type.SEQUEL_OF) {
      FieldChecks.range(path + ".strength", edge.getStrength(), 0, 1);
    }
  }

  private static void positive(String field, long value) throws InvalidRequestException {
    if (value <= 0) {
      throw new InvalidRequestException(field, value + " is not positive");
    }
  }
}
