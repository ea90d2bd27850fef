package io.hybridperf.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Range;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.TextIn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

class FuzzTest {

  private static final Set<Status.Code> ALLOWED =
      Set.of(Status.Code.OK, Status.Code.INVALID_ARGUMENT, Status.Code.UNIMPLEMENTED);
  private static final Set<Status.Code> ALLOWED_WITHOUT_VECTORS =
      Set.of(Status.Code.OK, Status.Code.INVALID_ARGUMENT, Status.Code.UNAVAILABLE);
  private static final int[] INTS = {0, 0, 0, 1, 2, 3, 10, 21, 50, 51, 1000, 1001, -1, 1 << 30};
  private static final long[] LONGS = {0, 1, 30, 999, -1, Long.MAX_VALUE, Long.MIN_VALUE};
  private static final double[] DOUBLES = {
    0, 0.5, 1, -1, 1990, 1e300, Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY
  };
  private static final float[] FLOATS = {1, 0.5f, 0, -1, Float.MAX_VALUE, Float.MIN_VALUE};
  private static final String[] TEXTS = {
    "",
    "t",
    "Drama",
    "genre",
    "mood",
    "popularity",
    "release_year",
    "\"] or true or genre in [\"",
    "' OR 1=1 --",
    "\0",
    "\\",
    "\u202e",
    "😀",
    "x".repeat(200),
    "x".repeat(2000)
  };

  private static @Nullable Fixture fixture;

  @BeforeContainer
  static void start() {
    fixture = Fixture.start();
  }

  @AfterContainer
  static void stop() {
    running().close();
  }

  private static Fixture running() {
    return Objects.requireNonNull(fixture);
  }

  @Property(tries = 1000)
  void everySearchIsAnsweredOrRefusedForAReason(@ForAll long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    SearchRequest request = request(random);
    boolean vectors = random.nextInt(4) != 0;
    running().stores.vectors.mood = vectors ? FakeStores.Mood.WELL : FakeStores.Mood.DOWN;
    Status.Code code = Status.Code.OK;
    try {
      running().client().search(request);
    } catch (StatusRuntimeException e) {
      code = e.getStatus().getCode();
    }
    assertThat(code).as("answer to %s", request).isIn(vectors ? ALLOWED : ALLOWED_WITHOUT_VECTORS);
  }

  private static SearchRequest request(RandomGenerator random) {
    SearchRequest.Builder request = SearchRequest.newBuilder();
    int dimension = random.nextInt(5) == 0 ? random.nextInt(6) : FakeStores.DIMENSION;
    for (int i = 0; i < dimension; i++) {
      request.addEmbedding(
          random.nextInt(40) == 0 ? Float.NaN : FLOATS[random.nextInt(FLOATS.length)]);
    }
    request
        .setSeedContentId(random.nextBoolean() ? 0 : LONGS[random.nextInt(LONGS.length)])
        .setK(integer(random))
        .setTenantId(rarely(random))
        .setUserId(rarely(random))
        .setContext(rarely(random))
        .setQueryText(rarely(random));
    if (random.nextBoolean()) {
      request.setGraph(graph(random));
    }
    for (int i = random.nextInt(4); i > 1; i--) {
      request.addFilters(filter(random));
    }
    if (random.nextInt(8) == 0) {
      request.setStorageValue(random.nextInt(5));
    }
    if (random.nextInt(4) == 0) {
      request.addBypassCachesValue(random.nextInt(6));
    }
    return request.setReturnVectorCandidates(random.nextBoolean()).build();
  }

  private static GraphOptions graph(RandomGenerator random) {
    return GraphOptions.newBuilder()
        .setRelationships(random.nextBoolean())
        .setHops(random.nextInt(6) - 1)
        .setMaxRelated(integer(random))
        .setBatchSize(integer(random))
        .setEnrichmentValue(random.nextInt(5))
        .addAllRequiredGenres(texts(random, 70))
        .addAllRequiredCulturalContexts(texts(random, 3))
        .addAllRequiredThemes(texts(random, 3))
        .addAllRequiredMoods(texts(random, 3))
        .build();
  }

  private static Filter filter(RandomGenerator random) {
    Filter.Builder filter = Filter.newBuilder().setField(text(random));
    switch (random.nextInt(5)) {
      case 0 -> filter.clearCondition();
      case 1, 2 -> filter.setIn(TextIn.newBuilder().addAllValues(texts(random, 300)));
      default -> {
        Range.Builder range = Range.newBuilder();
        if (random.nextBoolean()) {
          range.setMin(DOUBLES[random.nextInt(DOUBLES.length)]);
        }
        if (random.nextBoolean()) {
          range.setMax(DOUBLES[random.nextInt(DOUBLES.length)]);
        }
        filter.setRange(range);
      }
    }
    return filter.build();
  }

  private static List<String> texts(RandomGenerator random, int max) {
    return switch (random.nextInt(4)) {
      case 0 -> new ArrayList<>(Collections.nCopies(random.nextInt(max), text(random)));
      case 1 -> List.of(text(random), text(random));
      default -> List.of();
    };
  }

  private static String rarely(RandomGenerator random) {
    return random.nextInt(3) == 0 ? text(random) : "";
  }

  private static String text(RandomGenerator random) {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private static int integer(RandomGenerator random) {
    return INTS[random.nextInt(INTS.length)];
  }
}
