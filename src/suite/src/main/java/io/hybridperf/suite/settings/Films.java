package io.hybridperf.suite.settings;

import io.hybridperf.feeders.movielens.MovieLens;

/**
 * How many films the stores hold: the real ones, and synthetic ones after them.
 *
 * @param all of both
 */
public record Films(int all) {

  /**
   * {@return those of a run}
   *
   * @param settings of the run
   */
  public static Films of(Settings settings) {
    return new Films(
        settings.has(Parameter.FILMS)
            ? Math.toIntExact(settings.whole(Parameter.FILMS))
            : MovieLens.FILMS);
  }

  /** {@return how many are synthetic} */
  public int synthetic() {
    return all - MovieLens.FILMS;
  }

  /** {@return what to say of them behind something else; nothing if all are real} */
  public String inWords() {
    return synthetic() == 0 ? "" : ", films=%s (%s of them synthetic)".formatted(all, synthetic());
  }
}
