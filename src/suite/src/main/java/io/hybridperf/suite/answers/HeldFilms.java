package io.hybridperf.suite.answers;

import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.MovieLens;
import io.hybridperf.feeders.query.QuerySet;
import io.hybridperf.suite.settings.Films;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.watch.Console;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The films that a run's target holds, in memory: once for all that answers are compared with. */
final class HeldFilms {
  private static final Path GROUND_TRUTH = Path.of("src", "embedded", "target", "ground-truth");
  private static final Map<Films, HeldFilms> READ = new ConcurrentHashMap<>();

  private final Dataset dataset;
  private final Catalogue catalogue;

  private HeldFilms(Films films) {
    dataset = MovieLens.load().grownTo(films.all()).inMemory();
    catalogue = new Catalogue(dataset);
  }

  /**
   * {@return those of a run, read or made at the first call}
   *
   * @param settings of the run
   */
  static HeldFilms of(Settings settings) {
    return READ.computeIfAbsent(Films.of(settings), HeldFilms::new);
  }

  /** {@return the shipped films alone} */
  static HeldFilms shipped() {
    return READ.computeIfAbsent(new Films(MovieLens.FILMS), HeldFilms::new);
  }

  /** {@return films, edges and policies} */
  Dataset dataset() {
    return dataset;
  }

  /** {@return what answers must be} */
  Catalogue catalogue() {
    return catalogue;
  }

  /**
   * {@return the queries with the films' vectors; the answers to them may be of the shipped films}
   */
  QuerySet vectors() {
    return QuerySet.over(dataset);
  }

  /**
   * {@return the queries with the exact answers to them}
   *
   * @param settings of the run
   * @param k hits asked for
   * @param depth how many true neighbours of each query are needed
   */
  QuerySet queries(Settings settings, int k, int depth) {
    if (depth > QuerySet.TRUTH_SIZE) {
      Console.say("k=%d: computing the %d nearest films of each query", k, depth);
    }
    return QuerySet.load(dataset, depth, settings.home().resolve(GROUND_TRUTH), Console::say);
  }
}
