package io.hybridperf.loader;

import io.hybridperf.coordinator.store.ContentFields;
import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.neo4j.PolicyNode;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.UserPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What films and policies are in the graph: for whoever writes it, by whichever API. */
public final class GraphRows {
  /** Label of a film's node. */
  public static final String FILM = "MediaContent";

  private GraphRows() {}

  /**
   * What films share: a node with one property.
   *
   * @param relationship from the film to it
   * @param label of the node
   * @param key the property with its name
   * @param names those of a film
   */
  public record Link(
      String relationship, String label, String key, Function<Film, List<String>> names) {}

  /** All that films are linked to. */
  public static final List<Link> LINKS =
      List.of(
          new Link("BELONGS_TO", "Genre", "name", Film::genres),
          new Link("HAS_THEME", "Theme", "name", Film::themes),
          new Link("HAS_MOOD", "Mood", "name", Film::moods),
          new Link("IN_CONTEXT", "CulturalContext", "region", Film::culturalContexts));

  /** The properties of a film's node, which its {@code id} is one of. */
  public static Map<String, Object> film(Film film) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("id", film.id());
    properties.put("title", film.title());
    properties.put(ContentFields.EMBEDDING, film.embedding());
    properties.put(ContentFields.GENRE, film.firstGenre());
    properties.put(ContentFields.MOOD, film.firstMood());
    properties.put(ContentFields.POPULARITY, film.popularity());
    properties.put(ContentFields.RELEASE_YEAR, film.releaseYear());
    return properties;
  }

  /** The properties of a policy's node, the key included. */
  public static Map<String, Object> policy(UserPolicy policy) {
    int minReleaseYear = policy.constraints().minReleaseYear();
    PolicyKey key =
        new PolicyKey(policy.user().tenantId(), policy.user().userId(), policy.context());
    Policy rules =
        new Policy(
            policy.genrePreferences(),
            policy.themePreferences(),
            Set.copyOf(policy.constraints().excludedGenres()),
            minReleaseYear == 0 ? Policy.NEUTRAL.minReleaseYear() : minReleaseYear,
            Policy.NEUTRAL.maxReleaseYear(),
            Policy.NEUTRAL.minPopularity());
    return PolicyNode.properties(key, rules);
  }
}
