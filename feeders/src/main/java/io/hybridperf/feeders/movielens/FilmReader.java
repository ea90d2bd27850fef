package io.hybridperf.feeders.movielens;

import io.hybridperf.feeders.file.Csv;
import io.hybridperf.feeders.file.ShippedFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** Puts films together from movies.csv, tags.csv and the number of ratings. */
public final class FilmReader {

  private static final String NO_GENRES = "(no genres listed)";

  private final List<List<String>> movies = Csv.rows(ShippedFile.MOVIES, "movieId,title,genres");
  private final long[] ids =
      movies.stream().mapToLong(row -> Long.parseLong(row.getFirst())).toArray();
  private final Ratings ratings;

  public FilmReader() {
    for (int i = 1; i < ids.length; i++) {
      if (ids[i] <= ids[i - 1]) {
        throw ShippedFile.MOVIES.damaged("film " + ids[i] + " breaks the order by id");
      }
    }
    ratings = Ratings.read(ids);
  }

  Ratings ratings() {
    return ratings;
  }

  int size() {
    return ids.length;
  }

  long id(int index) {
    return ids[index];
  }

  /**
   * {@return the films, in the order of their ids}
   *
   * @param embeddings the vector of the i-th film
   */
  public List<Film> films(IntFunction<float[]> embeddings) {
    int[] counts = ratingCounts();
    int most = 0;
    for (int count : counts) {
      most = Math.max(most, count);
    }
    Map<Long, Map<String, Set<Integer>>> tagsByFilm = usersByTagByFilm();
    Vocabulary vocabulary = Vocabulary.read();
    List<Film> films = new ArrayList<>(ids.length);
    for (int i = 0; i < ids.length; i++) {
      String title = movies.get(i).get(1);
      String genres = movies.get(i).get(2);
      Map<String, Set<Integer>> tags = tagsByFilm.getOrDefault(ids[i], Map.of());
      films.add(
          new Film(
              ids[i],
              Titles.withoutYear(title),
              Titles.year(title),
              genres.equals(NO_GENRES) ? List.of() : List.of(genres.split("\\|", -1)),
              themes(tags, vocabulary),
              moods(tags, vocabulary),
              regions(tags, vocabulary),
              counts[i],
              Math.log1p(counts[i]) / Math.log1p(most),
              embeddings.apply(i)));
    }
    return List.copyOf(films);
  }

  private int[] ratingCounts() {
    int[] counts = new int[ids.length];
    for (int i = 0; i < ratings.size(); i++) {
      counts[ratings.film(i)]++;
    }
    return counts;
  }

  private static Map<Long, Map<String, Set<Integer>>> usersByTagByFilm() {
    Map<Long, Map<String, Set<Integer>>> byFilm = new HashMap<>();
    for (List<String> row : Csv.rows(ShippedFile.TAGS, "userId,movieId,tag,timestamp")) {
      String tag = Vocabulary.normalise(row.get(2));
      if (!tag.isEmpty()) {
        byFilm
            .computeIfAbsent(Long.valueOf(row.get(1)), film -> new HashMap<>())
            .computeIfAbsent(tag, t -> new HashSet<>())
            .add(Integer.valueOf(row.get(0)));
      }
    }
    return byFilm;
  }

  private static List<String> themes(Map<String, Set<Integer>> tags, Vocabulary vocabulary) {
    return tags.keySet().stream().filter(vocabulary::isTheme).sorted().toList();
  }

  private static List<String> moods(Map<String, Set<Integer>> tags, Vocabulary vocabulary) {
    Comparator<Map.Entry<String, Set<Integer>>> byUsers =
        Comparator.comparingInt(tag -> -tag.getValue().size());
    return tags.entrySet().stream()
        .filter(tag -> vocabulary.moods().contains(tag.getKey()))
        .sorted(byUsers.thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<String> regions(Map<String, Set<Integer>> tags, Vocabulary vocabulary) {
    Set<String> regions = new TreeSet<>();
    tags.keySet().stream()
        .flatMap(tag -> Stream.ofNullable(vocabulary.regionByTag().get(tag)))
        .forEach(regions::add);
    return List.copyOf(regions);
  }
}
