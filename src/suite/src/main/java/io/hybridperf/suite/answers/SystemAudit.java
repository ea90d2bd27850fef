package io.hybridperf.suite.answers;

import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.hybridperf.suite.hybrid.HybridDsl.degraded;
import static io.hybridperf.suite.hybrid.HybridDsl.hybrid;
import static io.hybridperf.suite.hybrid.HybridDsl.recallAtK;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.CheckBuilder;
import io.gatling.javaapi.core.Session;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.feeders.query.Query;
import io.hybridperf.gatling.grpc.UnaryActionBuilder;
import io.hybridperf.gatling.grpc.check.ActualValue;
import io.hybridperf.gatling.grpc.check.GrpcChecks;
import io.hybridperf.gatling.grpc.check.GrpcReply;
import io.hybridperf.measurement.analysis.PairedBlocks;
import io.hybridperf.measurement.analysis.RepeatSpeedUp;
import io.hybridperf.measurement.analysis.SeedDifference;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.answers.Queries.Planned;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.watch.Analysis;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Checks what a system says of itself against what can be seen, all caches bypassed:
 *
 * <ul>
 *   <li>Queries of the run's seed and queries that nobody can know take turns: is it as fast, and
 *       right as often, for both ({@link SeedDifference}, {@value #RECALL})? The other seed is
 *       drawn anew for each run, since a system may know all that follows from the first.
 *   <li>Then each user asks two new queries and the same two again: are repeated ones faster
 *       ({@link RepeatSpeedUp})? A query of another kind goes before, so that new ones, too, follow
 *       an answer at once, and between a query and its repetition lies another.
 *   <li>Every answer: its hits, scores, flags and times ({@link WrongAnswers#byKind()}), the scores
 *       beside those of the vectors too.
 * </ul>
 */
public final class SystemAudit implements Analysis {
  private static final String RECALL = "fresh-recall";

  /** The metric {@value #RECALL}. */
  public static final Metric.External FRESH_RECALL =
      Metric.External.higherIsBetter(
          RECALL, Unit.RATIO, "recall of answers to queries that nobody can have known");

  private static final String KNOWN = "known-seed";
  private static final String OTHER = "other-seed";
  private static final String REPEATS = "repeats";
  private static final String ASKED = "asked";
  private static final int IN_TURN = 2;

  /** Where queries begin that no other user is given. */
  private static final long AHEAD = 1L << 50;

  /** Looking for the exact answer takes milliseconds each. */
  private static final int MOST_COMPARED = 500;

  /**
   * What a virtual user asks.
   *
   * @param label of its request
   * @param fresh whether nobody can have known it
   * @param repeats the number of its first query, if it goes on to repeat some; -1: it does not
   */
  private record Asked(String label, boolean fresh, long repeats) {
    static Asked of(Session session) {
      Asked asked = session.get(ASKED);
      if (asked == null) {
        throw new IllegalStateException("an audit asks before it has a query");
      }
      return asked;
    }
  }

  private record Answered(Planned planned, List<Long> ids) {}

  private final Catalogue catalogue;
  private final Queries known;
  private final FreshQueries fresh;
  private final long otherSeed;
  private final PairedBlocks blocks;
  private final double sampleShare;
  private final int k;
  private final Queue<Answered> compared = new ConcurrentLinkedQueue<>();
  private final AtomicInteger samples = new AtomicInteger();

  private SystemAudit(Settings settings, Queries queries, long otherSeed, int pairs) {
    this.otherSeed = otherSeed;
    catalogue = HeldFilms.of(settings).catalogue();
    known = queries.bypassing(Cache.CACHE_RESULT, Cache.CACHE_POLICY, Cache.CACHE_GRAPH);
    fresh = new FreshQueries(known.drawnBy(otherSeed), otherSeed);
    blocks = new PairedBlocks(KNOWN, OTHER, pairs, settings.whole(Parameter.SEED));
    sampleShare = settings.number(Parameter.RECALL_SAMPLE);
    k = Math.toIntExact(settings.whole(Parameter.K));
  }

  /**
   * {@return an audit}
   *
   * @param settings of the run
   * @param queries of the load
   */
  public static SystemAudit of(Settings settings, Queries queries) {
    return new SystemAudit(
        settings,
        queries,
        new SecureRandom().nextLong(),
        Math.toIntExact(settings.whole(Parameter.CYCLES)));
  }

  /** {@return the turns of the two seeds} */
  public PairedBlocks blocks() {
    return blocks;
  }

  /**
   * {@return the load: warm-up, the turns, and a phase in which queries are repeated}
   *
   * @param rate users a second; where queries are repeated a fifth of it, since each asks five
   *     times
   * @param warmUp not judged
   * @param hold of each block; of the phase as much as of those of a seed
   */
  public LoadProfile load(double rate, Duration warmUp, Duration hold) {
    return blocks
        .appendTo(LoadProfile.empty().warmUp(rate, warmUp), rate, hold)
        .constant(REPEATS, rate / (1 + 2 * IN_TURN), hold.multipliedBy(blocks.pairs()));
  }

  /**
   * A step that gives a virtual user its query.
   *
   * @param session the user's
   * @param phase of the load that it belongs to
   * @param question a number, the same for both seeds; no two of a phase have the same
   * @return the session with it
   */
  public Session give(Session session, String phase, long question) {
    if (phase.startsWith(KNOWN)) {
      Session given = known.give(session, question);
      return given.set(ASKED, new Asked(Queries.of(given).label(), false, -1));
    }
    return give(session, "", question, phase.equals(REPEATS) ? question : -1);
  }

  private Session give(Session session, String prefix, long question, long repeats) {
    Planned planned = fresh.at(question);
    return session
        .set(Queries.ATTRIBUTE, planned)
        .set(ASKED, new Asked(prefix + planned.label(), true, repeats));
  }

  /** {@return what a virtual user does with its query, and with those after it} */
  public ChainBuilder steps() {
    ChainBuilder repeated = exec(session -> session);
    for (String prefix : List.of(RepeatSpeedUp.FIRST, RepeatSpeedUp.AGAIN)) {
      for (int n = 0; n < IN_TURN; n++) {
        int one = n;
        repeated =
            repeated
                .exec(session -> {
                  long user = Asked.of(session).repeats;
                  return give(session, prefix, AHEAD + IN_TURN * user + one, user);
                })
                .exec(search(prefix));
      }
    }
    return exec(search("")).exec(doIf(session -> Asked.of(session).repeats >= 0).then(repeated));
  }

  private UnaryActionBuilder<SearchRequest, SearchResponse> search(String prefix) {
    List<String> labels = Stream.of("simple", "hybrid", "complex").map(prefix::concat).toList();
    return hybrid(session -> Asked.of(session).label)
        .search()
        .labels(() -> Set.copyOf(labels))
        .request(session -> Queries.of(session).request())
        .check(
            AnswerCheck.exact(known, catalogue),
            degraded().is(List.of()),
            recallAtK(k).optional(),
            sampled());
  }

  private CheckBuilder sampled() {
    return GrpcChecks.<SearchResponse, Boolean>find(
            "sampled",
            Boolean.class,
            ActualValue.HIDDEN,
            Set.of(),
            (reply, session) -> keep(reply, new Session(session)))
        .is(true);
  }

  private boolean keep(GrpcReply<SearchResponse> reply, Session session) {
    SearchResponse answer = reply.message();
    if (answer != null
        && Asked.of(session).fresh
        && Queries.draw(otherSeed, reply.request(SearchRequest.class).hashCode()) < sampleShare
        && samples.getAndIncrement() < MOST_COMPARED) {
      compared.add(
          new Answered(
              Queries.of(session),
              answer.getHitsList().stream().limit(k).map(Hit::getContentId).toList()));
    }
    return true;
  }

  @Override
  public List<Metric.External> measures() {
    List<Metric.External> all = new ArrayList<>(SeedDifference.metrics());
    all.add(RepeatSpeedUp.MEASURED);
    all.add(FRESH_RECALL);
    return all;
  }

  @Override
  public Findings add(RunLog log, Findings soFar) {
    Findings found =
        SeedDifference.add(
            soFar.line("another seed than %s: %s".formatted(blocks.seed(), otherSeed)),
            log,
            blocks);
    return recall(RepeatSpeedUp.add(found, log, REPEATS, blocks.pairs()));
  }

  private Findings recall(Findings soFar) {
    if (compared.isEmpty()) {
      return soFar.notMeasured(RECALL, "no answer to a query of the other seed was in the sample");
    }
    double sum = compared.parallelStream().mapToDouble(this::recall).sum();
    double mean = sum / compared.size();
    return soFar
        .measured(RECALL, mean, compared.size())
        .line(
            String.format(
                Locale.ROOT,
                "recall of queries that nobody can have known: %.4f (%d answers)",
                mean,
                compared.size()));
  }

  private double recall(Answered answered) {
    Query query = answered.planned.query();
    Truths truths = known.truths();
    int depth = Math.min(PlanRules.hybridCandidates(k), truths.vectors().films());
    return truths
        .of(truths.vectors().withVector(query, query.vector(), depth), answered.planned.request())
        .recall(k, answered.ids.stream().mapToLong(id -> id).toArray());
  }
}
