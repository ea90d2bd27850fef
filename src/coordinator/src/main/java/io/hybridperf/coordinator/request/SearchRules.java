package io.hybridperf.coordinator.request;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.Enrichment;
import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Range;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.coordinator.store.ContentFields;

/** What the API demands of a search. */
public final class SearchRules {

  private static final int MAX_K = 1000;
  private static final int MAX_FILTERS = 16;
  private static final int MAX_FILTER_VALUES = 256;
  private static final int MAX_REQUIRED = 64;
  private static final int MAX_HOPS = 3;
  private static final int MAX_RELATED = 100;
  private static final int MAX_BATCH = 10_000;
  // As many as a title may have.
  private static final int MAX_QUERY_TEXT = 1024;

  private SearchRules() {}

  /**
   * Checks a request.
   *
   * @param dimension of the collection
   * @throws InvalidRequestException naming the field that breaks a rule
   */
  public static void check(SearchRequest request, int dimension) throws InvalidRequestException {
    if (request.getEmbeddingCount() > 0) {
      FieldChecks.embedding("embedding", request.getEmbeddingList(), dimension);
    } else if (request.getSeedContentId() == 0) {
      throw new InvalidRequestException(
          "embedding", "is empty, and there is no seed_content_id to start from");
    }
    if (request.getK() != 0) {
      FieldChecks.range("k", request.getK(), 1, MAX_K);
    }
    user(request);
    FieldChecks.text("query_text", request.getQueryText(), MAX_QUERY_TEXT);
    if (request.hasGraph()) {
      graph(request.getGraph());
    }
    FieldChecks.count("filters", request.getFiltersCount(), MAX_FILTERS, "conditions");
    for (int i = 0; i < request.getFiltersCount(); i++) {
      filter("filters[" + i + "]", request.getFilters(i));
    }
    if (request.getStorage() == StorageMode.UNRECOGNIZED) {
      throw new InvalidRequestException("storage", request.getStorageValue() + " is unknown");
    }
    for (int i = 0; i < request.getBypassCachesCount(); i++) {
      Cache cache = request.getBypassCaches(i);
      if (cache == Cache.UNRECOGNIZED || cache == Cache.CACHE_UNSPECIFIED) {
        throw new InvalidRequestException(
            "bypass_caches[" + i + "]", request.getBypassCachesValue(i) + " is not a cache");
      }
    }
  }

  private static void user(SearchRequest request) throws InvalidRequestException {
    FieldChecks.length("tenant_id", request.getTenantId(), FieldChecks.MAX_NAME_CHARACTERS);
    FieldChecks.length("user_id", request.getUserId(), FieldChecks.MAX_NAME_CHARACTERS);
    FieldChecks.length("context", request.getContext(), FieldChecks.MAX_NAME_CHARACTERS);
    if (!request.getUserId().isEmpty() && request.getTenantId().isEmpty()) {
      throw new InvalidRequestException("tenant_id", "is empty, but user_id needs it");
    }
  }

  private static void graph(GraphOptions graph) throws InvalidRequestException {
    FieldChecks.range("graph.hops", graph.getHops(), 0, MAX_HOPS);
    FieldChecks.range("graph.max_related", graph.getMaxRelated(), 0, MAX_RELATED);
    FieldChecks.range("graph.batch_size", graph.getBatchSize(), 0, MAX_BATCH);
    required("graph.required_genres", graph.getRequiredGenresCount());
    required("graph.required_cultural_contexts", graph.getRequiredCulturalContextsCount());
    required("graph.required_themes", graph.getRequiredThemesCount());
    required("graph.required_moods", graph.getRequiredMoodsCount());
    if (graph.getEnrichment() == Enrichment.UNRECOGNIZED) {
      throw new InvalidRequestException(
          "graph.enrichment", graph.getEnrichmentValue() + " is unknown");
    }
  }

  private static void required(String field, int count) throws InvalidRequestException {
    FieldChecks.count(field, count, MAX_REQUIRED, "names");
  }

  private static void filter(String path, Filter filter) throws InvalidRequestException {
    boolean text =
        switch (filter.getField()) {
          case ContentFields.GENRE, ContentFields.MOOD -> true;
          case ContentFields.POPULARITY, ContentFields.RELEASE_YEAR -> false;
          default ->
              throw new InvalidRequestException(
                  path + ".field",
                  "'%s' is unknown: use genre, mood, popularity or release_year"
                      .formatted(shortened(filter.getField())));
        };
    switch (filter.getConditionCase()) {
      case IN -> {
        if (!text) {
          throw new InvalidRequestException(path, filter.getField() + " is a number: use range");
        }
        if (filter.getIn().getValuesCount() == 0) {
          throw new InvalidRequestException(path + ".in.values", "is empty");
        }
        FieldChecks.count(
            path + ".in.values", filter.getIn().getValuesCount(), MAX_FILTER_VALUES, "values");
      }
      case RANGE -> {
        if (text) {
          throw new InvalidRequestException(path, filter.getField() + " is text: use in");
        }
        range(path + ".range", filter.getRange());
      }
      case CONDITION_NOT_SET ->
          throw new InvalidRequestException(path, "has no condition: use in or range");
    }
  }

  private static void range(String path, Range range) throws InvalidRequestException {
    if (!range.hasMin() && !range.hasMax()) {
      throw new InvalidRequestException(path, "has neither min nor max");
    }
    if (!Double.isFinite(range.getMin())) {
      throw new InvalidRequestException(path + ".min", range.getMin() + " is not finite");
    }
    if (!Double.isFinite(range.getMax())) {
      throw new InvalidRequestException(path + ".max", range.getMax() + " is not finite");
    }
    if (range.hasMin() && range.hasMax() && range.getMin() > range.getMax()) {
      throw new InvalidRequestException(
          path, "min %s is greater than max %s".formatted(range.getMin(), range.getMax()));
    }
  }

  private static String shortened(String name) {
    return name.length() <= 40 ? name : name.substring(0, name.offsetByCodePoints(0, 20)) + "...";
  }
}
