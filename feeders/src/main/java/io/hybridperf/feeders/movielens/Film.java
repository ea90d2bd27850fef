package io.hybridperf.feeders.movielens;

import java.util.List;

/**
 * A film with everything the stores hold about it, except its edges and its policies.
 *
 * @param id MovieLens' movieId, or an id above {@link SyntheticGrowth#FIRST_ID} for a synthetic
 *     film
 * @param title the title as MovieLens has it ("American President, The"), without the year
 * @param releaseYear the year in the title's "(1995)", or 0 if there is none
 * @param genres the genres in the order of movies.csv; empty for "(no genres listed)"
 * @param themes the film's tags, lower case, sorted, that are neither moods nor cultural contexts
 * @param moods the film's tags that the mood vocabulary lists, sorted by falling number of users,
 *     then by name
 * @param culturalContexts the regions its tags name, by the vocabulary of cultural contexts, sorted
 * @param ratings how many users rated it
 * @param popularity {@code ln(1 + ratings) / ln(1 + the most ratings of any film)}, 0..1
 * @param embedding the unit vector of "title, genres, tags"; shared, not copied: never write to it
 */
// The array goes straight into requests and indexes; a copy per access would cost more than the
// search it feeds.
@SuppressWarnings("ArrayRecordComponent")
public record Film(
    long id,
    String title,
    int releaseYear,
    List<String> genres,
    List<String> themes,
    List<String> moods,
    List<String> culturalContexts,
    int ratings,
    double popularity,
    float[] embedding) {

  /**
   * The first genre in the order of movies.csv, or "" if none is listed: the vector store's scalar
   * field.
   */
  public String firstGenre() {
    return genres.isEmpty() ? "" : genres.getFirst();
  }

  /** The most given mood, or "": the vector store's scalar field. */
  public String firstMood() {
    return moods.isEmpty() ? "" : moods.getFirst();
  }
}
