package io.hybridperf.suite.hybrid;

import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.internal.Expressions;
import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.Range;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.TextIn;
import io.hybridperf.gatling.grpc.CallActionBuilder;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The filters of a search: which content may be among its hits.
 *
 * <p>Immutable: every method returns a new instance and leaves this one as it was.
 *
 * @param <B> the builder itself
 */
public abstract class FilteredSearchBuilder<B extends FilteredSearchBuilder<B>>
    extends CallActionBuilder<SearchRequest, SearchResponse, B> {

  /** For the builders of this package. */
  FilteredSearchBuilder() {}

  /** Sets something that is the same for all sessions. */
  abstract B constant(Consumer<SearchRequest.Builder> part);

  /** Sets something that depends on the session. */
  abstract B part(Template.Part<SearchRequest.Builder> part);

  /** This builder, as what it is. */
  abstract B self();

  /**
   * Keeps content of at least one of these genres.
   *
   * @param genres expressions that give a genre each
   * @return a new instance
   */
  public final B requiredGenres(String... genres) {
    return texts(genres, (builder, genre) -> builder.getGraphBuilder().addRequiredGenres(genre));
  }

  /**
   * Keeps content that has at least one of these themes.
   *
   * @param themes expressions that give a theme each
   * @return a new instance
   */
  public final B requiredThemes(String... themes) {
    return texts(themes, (builder, theme) -> builder.getGraphBuilder().addRequiredThemes(theme));
  }

  /**
   * Keeps content that has at least one of these moods.
   *
   * @param moods expressions that give a mood each
   * @return a new instance
   */
  public final B requiredMoods(String... moods) {
    return texts(moods, (builder, mood) -> builder.getGraphBuilder().addRequiredMoods(mood));
  }

  /**
   * Keeps content in at least one of these cultural contexts.
   *
   * @param regions expressions that give a region each
   * @return a new instance
   */
  public final B requiredCulturalContexts(String... regions) {
    return texts(
        regions,
        (builder, region) -> builder.getGraphBuilder().addRequiredCulturalContexts(region));
  }

  /**
   * Keeps content whose first genre is one of these. All filters must hold.
   *
   * @param genres 1..256 genres
   * @return a new instance
   */
  public final B genreIn(String... genres) {
    return filter(textFilter("genre", genres));
  }

  /**
   * Keeps content whose first mood is one of these. All filters must hold.
   *
   * @param moods 1..256 moods
   * @return a new instance
   */
  public final B moodIn(String... moods) {
    return filter(textFilter("mood", moods));
  }

  /**
   * Keeps content of this popularity. All filters must hold.
   *
   * @param min the least, 0..1
   * @param max the most, 0..1
   * @return a new instance
   */
  public final B popularityBetween(double min, double max) {
    return filter(rangeFilter("popularity", min, max));
  }

  /**
   * Keeps content released in these years. All filters must hold.
   *
   * @param first the first year
   * @param last the last year
   * @return a new instance
   */
  public final B releasedBetween(int first, int last) {
    return filter(rangeFilter("release_year", first, last));
  }

  /**
   * Adds a filter. All filters must hold.
   *
   * @param filter the filter
   * @return a new instance
   */
  public final B filter(Filter filter) {
    return constant(builder -> builder.addFilters(filter));
  }

  /**
   * Adds filters. All filters must hold.
   *
   * @param filters gives the filters
   * @return a new instance
   */
  public final B filters(Function<Session, List<Filter>> filters) {
    return part(
        Template.Part.of(
            Expressions.javaFunctionToExpression(filters), SearchRequest.Builder::addAllFilters));
  }

  private B texts(String[] expressions, BiConsumer<SearchRequest.Builder, String> adding) {
    B all = self();
    for (String expression : expressions) {
      all = all.part(Template.Part.of(Expressions.toStringExpression(expression), adding));
    }
    return all;
  }

  private static Filter textFilter(String field, String... values) {
    return Filter.newBuilder()
        .setField(field)
        .setIn(TextIn.newBuilder().addAllValues(List.of(values)))
        .build();
  }

  private static Filter rangeFilter(String field, double min, double max) {
    return Filter.newBuilder()
        .setField(field)
        .setRange(Range.newBuilder().setMin(min).setMax(max))
        .build();
  }
}
