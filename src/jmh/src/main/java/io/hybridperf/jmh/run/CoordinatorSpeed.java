package io.hybridperf.jmh.run;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.feeders.movielens.MovieLens;
import io.hybridperf.feeders.movielens.User;
import io.hybridperf.feeders.query.Query;
import io.hybridperf.feeders.query.QueryMix;
import io.hybridperf.feeders.query.QueryMix.Weights;
import io.hybridperf.feeders.query.QuerySet;
import io.hybridperf.feeders.query.QueryType;
import io.hybridperf.jmh.stack.OpenLoop;
import io.hybridperf.jmh.stack.OpenLoop.Step;
import io.hybridperf.jmh.stack.StackProcess;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * How many queries a second a coordinator answers within the limit, by type, with its caches warm
 * and without them, and how much of their time is its own. Everything shares this machine.
 */
final class CoordinatorSpeed {
  private static final double LIMIT_MILLIS = 10;
  private static final double RISE = 1.3;
  private static final int MOST_STEPS = 14;
  // One may be a pause, or code that has just been thrown out by the compiler.
  private static final int MISSES = 2;
  // At the first rate: of all, and of each load before its climb.
  private static final int WARM_UP_STEPS = 10;
  private static final int LOAD_WARM_UP_STEPS = 4;
  private static final int TENANTS = 10;
  private static final long SEED = 42;
  private static final Map<String, Weights> LOADS = new LinkedHashMap<>();

  static {
    LOADS.put("simple", new Weights(1, 0, 0));
    LOADS.put("hybrid", new Weights(0, 1, 0));
    LOADS.put("complex", new Weights(0, 0, 1));
    LOADS.put("mix", Weights.STANDARD);
  }

  private final OpenLoop loop;
  private final int seconds;
  private final Map<Query, SearchRequest> vectors = new HashMap<>();

  private CoordinatorSpeed(OpenLoop loop, int seconds) {
    this.loop = loop;
    this.seconds = seconds;
  }

  static int run(Arguments arguments) {
    int seconds = arguments.number("seconds", 2);
    int from = arguments.number("from", 250);
    String target = arguments.text("target", "");
    List<String> loads = arguments.list("loads", String.join(",", LOADS.keySet()));
    for (String load : loads) {
      if (!LOADS.containsKey(load)) {
        throw new UsageException(
            "coordinator: --loads=%s: expected some of %s".formatted(load, LOADS.keySet()));
      }
    }
    try (StackProcess process = target.isEmpty() ? StackProcess.start() : null;
        OpenLoop loop = new OpenLoop(process == null ? target : process.target())) {
      new CoordinatorSpeed(loop, seconds).measure(from, loads);
    }
    return 0;
  }

  private void measure(int from, List<String> loads) {
    // The generator, the coordinator and the stores compile what they run.
    loop.run(2 * from, WARM_UP_STEPS * seconds, requests(Weights.STANDARD, false));
    loop.run(from, WARM_UP_STEPS * seconds, requests(Weights.STANDARD, true));
    System.out.println(
        "load          caches  held/s  p50 ms  p99 ms  own p50 ms  own p99 ms  next step: asked/s  answered/s  p99 ms  failed");
    for (String name : loads) {
      Weights weights = LOADS.get(name);
      print(name, "warm", climb(2 * from, requests(weights, false)));
      print(name, "none", climb(from, requests(weights, true)));
    }
  }

  /**
   * @param held the highest step within the limit, if there was one
   * @param missed the next one, if it and the one after it were not
   */
  private record Climb(List<Step> held, List<Step> missed) {}

  private Climb climb(int from, LongFunction<SearchRequest> requests) {
    loop.run(from, LOAD_WARM_UP_STEPS * seconds, requests);
    List<Step> held = List.of();
    List<Step> missed = List.of();
    double rate = from;
    int misses = 0;
    for (int i = 0; i < MOST_STEPS && misses < MISSES; i++) {
      Step step = loop.run((int) rate, seconds, requests);
      if (holds(step)) {
        held = List.of(step);
        missed = List.of();
        misses = 0;
      } else {
        missed = missed.isEmpty() ? List.of(step) : missed;
        misses++;
      }
      rate *= RISE;
    }
    return new Climb(held, missed);
  }

  private static boolean holds(Step step) {
    return step.failed() == 0 && step.responseMillis().p99() < LIMIT_MILLIS;
  }

  private static void print(String load, String caches, Climb climb) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-13s %-6s", load, caches));
    climb.held().stream()
        .map(step ->
            String.format(
                Locale.ROOT,
                "  %6d  %6.2f  %6.2f  %10.3f  %10.3f",
                step.asked(),
                step.responseMillis().p50(),
                step.responseMillis().p99(),
                step.ownMillis().p50(),
                step.ownMillis().p99()))
        .findFirst()
        .ifPresentOrElse(line::append, () -> line.append("  none held".concat(" ".repeat(38))));
    climb
        .missed()
        .forEach(step ->
            line.append(
                String.format(
                    Locale.ROOT,
                    "  %18d  %10.0f  %6.1f  %6d",
                    step.asked(),
                    step.answered(),
                    step.responseMillis().p99(),
                    step.failed())));
    System.out.println(line);
  }

  private LongFunction<SearchRequest> requests(Weights weights, boolean cold) {
    QueryMix mix =
        new QueryMix(
            QuerySet.load().queries(), MovieLens.load().users(TENANTS), weights, 1.0, SEED);
    return i -> request(mix.next(), cold);
  }

  private SearchRequest request(QueryMix.Draw draw, boolean cold) {
    SearchRequest.Builder request =
        vectors.computeIfAbsent(draw.query(), CoordinatorSpeed::simple).toBuilder();
    if (draw.type() != QueryType.SIMPLE) {
      request.setGraph(GraphOptions.newBuilder().setRelationships(true).setHops(1));
    }
    if (draw.type() == QueryType.COMPLEX) {
      User user = draw.user();
      request.setTenantId(user.tenantId()).setUserId(user.userId());
    }
    if (cold) {
      request
          .addBypassCaches(Cache.CACHE_RESULT)
          .addBypassCaches(Cache.CACHE_POLICY)
          .addBypassCaches(Cache.CACHE_GRAPH);
    }
    return request.build();
  }

  private static SearchRequest simple(Query query) {
    SearchRequest.Builder request = SearchRequest.newBuilder().setK(10);
    for (float value : query.vector()) {
      request.addEmbedding(value);
    }
    return request.build();
  }
}
