package io.hybridperf.suite.answers;

import io.grpc.StatusRuntimeException;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.feeders.query.QuerySet;
import io.hybridperf.gatling.grpc.GrpcProtocol;
import io.hybridperf.gatling.grpc.SideChannel;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.settings.Films;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.watch.Analysis;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds out before a load whether the store behind a coordinator holds the vectors that the exact
 * answers were computed from: the metric {@code ground-truth}. With others, recall would say
 * nothing.
 *
 * <p>{@value #FILMS} films, spread over all, are searched for by their own shipped vectors, for
 * nobody and without a filter. Each must be among the {@value #K} hits (or one with the same
 * vector), with the score of its shipped vector, {@value #SCORE_ERROR} more or less: stores may
 * keep vectors coarsely. Since approximate searches may miss some, {@value #MOST_MISSED} of them
 * may be missing. So a store that lacks less than a tenth of the films is not noticed; nor is how
 * many contents it holds, which the API does not tell.
 */
public final class StoreProof implements Analysis {
  private static final String METRIC = "ground-truth";

  /** The metric {@code ground-truth}. */
  public static final Metric.External MEASURED =
      Metric.External.higherIsBetter(
          METRIC, Unit.RATIO, "films that the store holds with their shipped vectors, of a sample");

  static final int FILMS = 20;
  private static final int K = 10;
  private static final int MOST_MISSED = 3;
  private static final double SCORE_ERROR = 0.02;
  private static final int DEADLINE_SECONDS = 20;

  /** What a store has in a film's place, and what that makes of it. */
  private enum Found {
    ITSELF(""),
    OTHER_IDS("its vectors stand under other ids"),
    OTHER_VECTORS("it holds vectors that were made otherwise"),
    NOTHING("films are missing in it");

    private final String words;

    Found(String words) {
      this.words = words;
    }
  }

  private final Map<Found, Integer> found;
  private final @Nullable String notAsked;

  private final String of;
  private final Films films;

  private StoreProof(Map<Found, Integer> found, @Nullable String notAsked, String of, Films films) {
    this.found = found;
    this.notAsked = notAsked;
    this.of = of;
    this.films = films;
  }

  /**
   * Asks one coordinator after the other.
   *
   * @param protocols of the run, at least one
   * @param settings of the run
   * @return of the first of which something else is found than that it holds the films, or the
   *     first
   */
  public static StoreProof of(List<GrpcProtocol> protocols, Settings settings) {
    List<StoreProof> all =
        protocols.stream()
            .map(each -> of(each, settings).named(protocols.size() == 1 ? "" : address(each)))
            .toList();
    return all.stream()
        .filter(each -> each.problem().isPresent())
        .findFirst()
        .or(() -> all.stream().filter(each -> each.notAsked != null).findFirst())
        .orElseGet(all::getFirst);
  }

  private static String address(GrpcProtocol protocol) {
    return " (" + protocol.targets().getFirst() + ")";
  }

  private StoreProof named(String name) {
    return new StoreProof(found, notAsked == null ? null : notAsked + name, name, films);
  }

  private static StoreProof of(GrpcProtocol protocol, Settings settings) {
    try (SideChannel connection = SideChannel.to(protocol)) {
      var coordinator = HybridCoordinatorGrpc.newBlockingStub(connection.channel());
      return of(
          HeldFilms.of(settings).vectors(),
          Queries.storage(settings),
          request ->
              coordinator.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).search(request));
    }
  }

  static StoreProof of(
      QuerySet shipped, StorageMode storage, Function<SearchRequest, SearchResponse> store) {
    Map<Found, Integer> found = new EnumMap<>(Found.class);
    Films films = new Films(shipped.films());
    for (int n = 0; n < FILMS; n++) {
      int film = (int) ((n + 0.5) / FILMS * shipped.films());
      SearchRequest.Builder request =
          SearchRequest.newBuilder()
              .setK(K)
              .setStorage(storage)
              .addBypassCaches(Cache.CACHE_RESULT);
      for (float each : shipped.filmVector(film)) {
        request.addEmbedding(each);
      }
      try {
        SearchResponse answer = store.apply(request.build());
        if (answer.getDegradedList().contains(Stage.STAGE_VECTOR)
            || answer.getStrategy() == Strategy.STRATEGY_UNSPECIFIED) {
          return new StoreProof(found, "an answer did not come from its vectors", "", films);
        }
        found.merge(look(shipped, shipped.filmVector(film), answer), 1, Integer::sum);
      } catch (StatusRuntimeException e) {
        return new StoreProof(found, "a search ended with " + e.getStatus().getCode(), "", films);
      }
    }
    return new StoreProof(found, null, "", films);
  }

  private static Found look(QuerySet shipped, float[] vector, SearchResponse answer) {
    int agree = 0;
    double best = 0;
    for (Hit hit : answer.getHitsList()) {
      double score = shipped.trueScore(vector, hit.getContentId());
      // NaN, of a content that is not shipped, agrees with nothing.
      if (Math.abs(hit.getVectorScore() - score) <= SCORE_ERROR) {
        if (score >= 1 - SCORE_ERROR) {
          return Found.ITSELF;
        }
        agree++;
      }
      best = Math.max(best, hit.getVectorScore());
    }
    return best >= 1 - SCORE_ERROR
        ? Found.OTHER_IDS
        : 2 * agree >= answer.getHitsCount() ? Found.NOTHING : Found.OTHER_VECTORS;
  }

  /** {@return why the exact answers are not those of this store, one line; empty: they may be} */
  public Optional<String> problem() {
    int missed = found.values().stream().mapToInt(n -> n).sum() - count(Found.ITSELF);
    if (notAsked != null || missed <= MOST_MISSED) {
      return Optional.empty();
    }
    Found most = Found.NOTHING;
    for (Found each : found.keySet()) {
      most = each != Found.ITSELF && count(each) > count(most) ? each : most;
    }
    return Optional.of(
        "the ground truth is not this store's: %s (%s of %s films are not found by their own vectors)%s; load the shipped data into it%s"
            .formatted(
                most.words,
                missed,
                FILMS,
                of,
                films.synthetic() > 0 ? films.inWords() + ", or give another -Dfilms" : ""));
  }

  private int count(Found what) {
    return found.getOrDefault(what, 0);
  }

  @Override
  public Findings add(RunLog log, Findings soFar) {
    Optional<String> problem = problem();
    if (notAsked != null) {
      return soFar
          .notMeasured(METRIC, notAsked)
          .line("ground truth: not proven to be this store's: " + notAsked);
    }
    return problem.isPresent()
        ? soFar.invalid(METRIC, problem.get())
        : soFar.measured(METRIC, (double) count(Found.ITSELF) / FILMS, FILMS);
  }
}
