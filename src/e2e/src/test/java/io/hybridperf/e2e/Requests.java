package io.hybridperf.e2e;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.Enrichment;
import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.query.QueryMix;
import io.hybridperf.feeders.query.QueryType;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Valid requests: the feeders' mix, varied in everything the API offers. Request number i is always
 * the same.
 */
final class Requests {
  private static final long SEED = 20_250_917;

  private static final int[] SMALL_K = {0, 1, 2, 7, 10, 20};
  private static final int[] LARGE_K = {21, 33, 50, 51, 100};
  private static final int[] MAX_RELATED = {0, 0, 1, 3, 10};
  private static final int[] BATCH_SIZES = {0, 1, 7, 50, 10_000};

  /** Strings that are text, and not a part of a query in any language. */
  static final List<String> HOSTILE =
      List.of(
          "\"] or content_id > 0 or genre in [\"",
          "Drama\\",
          "\\\"",
          "'; DROP TABLE user_policies; --",
          "}) DETACH DELETE n //",
          "{braces} $parameter %s ${jndi:ldap://127.0.0.1}",
          "line\nfeed\ttab\rreturn",
          "nul\0and\u0001bell\u0007",
          "\u00e9\u4f60\ud83c\udfac\u202e",
          "",
          "x".repeat(5_000));

  private final QueryMix mix =
      new QueryMix(
          TestData.QUERIES.queries(),
          TestData.DATASET.users(10),
          QueryMix.Weights.STANDARD,
          0.5,
          SEED);
  private final List<String> genres = names(Film::genres);
  private final List<String> themes = names(Film::themes);
  private final List<String> moods = names(Film::moods);
  private final List<String> culturalContexts = names(Film::culturalContexts);

  /** The first so many. */
  List<SearchRequest> first(int count) {
    return IntStream.range(0, count).mapToObj(this::at).toList();
  }

  private SearchRequest at(int index) {
    // Neighbouring seeds of Random begin alike.
    Random random = new Random(new SplittableRandom(SEED + index).nextLong());
    QueryMix.Draw draw = mix.at(index);
    SearchRequest.Builder request;
    if (chance(random, 0.15)) {
      request = SearchRequest.newBuilder().setSeedContentId(seed(random));
      if (chance(random, 0.9)) {
        request.setGraph(options(random, chance(random, 0.5), true));
      }
    } else {
      request = TestData.near(scaled(draw.query().vector(), random));
      if (draw.type() != QueryType.SIMPLE) {
        request.setGraph(options(random, chance(random, 0.8), false));
      } else if (chance(random, 0.2)) {
        request.setGraph(GraphOptions.newBuilder().setHops(2).setMaxRelated(5));
      }
    }
    request.setK(pick(random, chance(random, 0.7) ? SMALL_K : LARGE_K));
    user(request, draw, random);
    if (chance(random, 0.3)) {
      filters(request, random);
    }
    for (Cache cache : List.of(Cache.CACHE_RESULT, Cache.CACHE_POLICY, Cache.CACHE_GRAPH)) {
      if (chance(random, 0.3)) {
        request.addBypassCaches(cache);
      }
    }
    if (chance(random, 0.2)) {
      request.setStorage(StorageMode.STORAGE_HYBRID);
    }
    if (chance(random, 0.2)) {
      request.setQueryText(draw.query().text());
    }
    return request.setReturnVectorCandidates(true).build();
  }

  private GraphOptions options(Random random, boolean relationships, boolean graphOnly) {
    GraphOptions.Builder options =
        GraphOptions.newBuilder()
            .setRelationships(relationships)
            .setHops(random.nextInt(4))
            .setMaxRelated(pick(random, MAX_RELATED))
            .setBatchSize(pick(random, BATCH_SIZES))
            .setEnrichmentValue(random.nextInt(Enrichment.values().length - 1));
    if ((!relationships && !graphOnly) || chance(random, 0.25)) {
      switch (random.nextInt(6)) {
        case 0, 1, 2 -> some(genres, random).forEach(options::addRequiredGenres);
        case 3 -> some(themes, random).forEach(options::addRequiredThemes);
        case 4 -> some(moods, random).forEach(options::addRequiredMoods);
        default -> some(culturalContexts, random).forEach(options::addRequiredCulturalContexts);
      }
    }
    return options.build();
  }

  private static void user(SearchRequest.Builder request, QueryMix.Draw draw, Random random) {
    if (chance(random, 0.1)) {
      request.setTenantId(TestPolicies.TENANT).setUserId("themes");
    } else if (chance(random, 0.2)) {
      List<Rules.Key> keys = TestPolicies.keys();
      Rules.Key key = keys.get(random.nextInt(keys.size()));
      request.setTenantId(key.tenant()).setUserId(key.user()).setContext(key.context());
    } else if (chance(random, 0.1)) {
      request.setTenantId(hostile(random)).setUserId("user-1").setContext("no such context");
      if (request.getTenantId().isEmpty() || request.getTenantId().length() > 128) {
        request.setTenantId("no such tenant");
      }
    } else {
      request.setTenantId(draw.user().tenantId()).setUserId(draw.user().userId());
      if (chance(random, 0.1)) {
        request.setContext(chance(random, 0.5) ? "default" : "another");
      }
    }
  }

  private void filters(SearchRequest.Builder request, Random random) {
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      request.addFilters(filter(random));
    }
  }

  private Filter filter(Random random) {
    return switch (random.nextInt(6)) {
      case 0, 1 ->
          Filters.in("genre", "Drama", "Comedy", genres.get(random.nextInt(genres.size())));
      case 2 -> Filters.in("mood", "", moods.get(random.nextInt(moods.size())), hostile(random));
      case 3 -> Filters.in("genre", hostile(random), "Action");
      case 4 ->
          chance(random, 0.5)
              ? Filters.atLeast("popularity", random.nextDouble() / 2)
              : Filters.between("popularity", 0.1, 0.2 + random.nextDouble());
      default ->
          chance(random, 0.5)
              ? Filters.between("release_year", 1970.5, 2000 + random.nextInt(20))
              : Filters.atMost("release_year", 1940 + random.nextInt(70));
    };
  }

  private static long seed(Random random) {
    List<Film> films = TestData.DATASET.films();
    return switch (random.nextInt(10)) {
      case 0 -> Long.MAX_VALUE;
      case 1 -> -1;
      default -> films.get(random.nextInt(films.size() / 2)).id();
    };
  }

  /** Cosine similarity does not care for length. */
  private static float[] scaled(float[] vector, Random random) {
    if (!chance(random, 0.2)) {
      return vector;
    }
    float factor = (float) Math.pow(10, random.nextInt(7) - 3);
    float[] scaled = vector.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factor;
    }
    return scaled;
  }

  private static List<String> some(List<String> names, Random random) {
    return random.ints(1 + random.nextInt(3), 0, names.size()).mapToObj(names::get).toList();
  }

  private static String hostile(Random random) {
    return HOSTILE.get(random.nextInt(HOSTILE.size()));
  }

  private static int pick(Random random, int[] values) {
    return values[random.nextInt(values.length)];
  }

  private static boolean chance(Random random, double probability) {
    return random.nextDouble() < probability;
  }

  private static List<String> names(Function<Film, List<String>> kind) {
    return TestData.DATASET.films().stream()
        .map(kind)
        .flatMap(List::stream)
        .distinct()
        .sorted()
        .toList();
  }
}
