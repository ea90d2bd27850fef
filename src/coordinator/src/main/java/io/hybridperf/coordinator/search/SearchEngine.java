package io.hybridperf.coordinator.search;

import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusException;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.coordinator.cache.GraphCache;
import io.hybridperf.coordinator.cache.PolicyCache;
import io.hybridperf.coordinator.metrics.CoordinatorMetrics;
import io.hybridperf.coordinator.store.BaselineStore;
import io.hybridperf.coordinator.store.Candidate;
import io.hybridperf.coordinator.store.GraphFacts;
import io.hybridperf.coordinator.store.GraphStore;
import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.store.VectorStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Runs plans. It blocks while stores work, so it belongs on virtual threads. */
public final class SearchEngine {

  /** How far down the neighbourhood of a seed filters look for what they leave. */
  private static final int MAX_NEIGHBOURS = 10_000;

  private static final int LOOKUP_PAGE = 1_000;
  private static final int UNKNOWN_YEAR = 0;

  private final VectorStore vectors;
  private final GraphStore graph;
  private final BaselineStore baseline;
  private final GraphCache facts;
  private final PolicyCache policies;
  private final CoordinatorMetrics metrics;

  /**
   * @param vectors the vector store
   * @param graph the graph store, for GRAPH_ONLY
   * @param baseline the store that answers alone, for NEO4J_ONLY
   * @param facts the graph store behind its cache
   * @param policies the policy store behind its cache
   * @param metrics where stages are timed
   */
  public SearchEngine(
      VectorStore vectors,
      GraphStore graph,
      BaselineStore baseline,
      GraphCache facts,
      PolicyCache policies,
      CoordinatorMetrics metrics) {
    this.vectors = vectors;
    this.graph = graph;
    this.baseline = baseline;
    this.facts = facts;
    this.policies = policies;
    this.metrics = metrics;
  }

  /**
   * Answers a search from the stores.
   *
   * @param plan what to do
   * @param deadline by when
   * @param arrivalNanos when the request arrived, on {@link System#nanoTime()}
   * @throws StatusException DEADLINE_EXCEEDED, or UNAVAILABLE if a store is missing without which
   *     there is no answer
   */
  public SearchResponse search(SearchPlan plan, Deadline deadline, long arrivalNanos)
      throws StatusException {
    Answer answer = new Answer(plan, arrivalNanos);
    SearchResponse response;
    try {
      response = run(plan, deadline, answer);
    } catch (NoVectorsException e) {
      SearchPlan fromSeed = plan.withoutVectors().orElseThrow(() -> e);
      if (deadline.isExpired()) {
        throw e;
      }
      long vectorNanos = answer.times.vectorNanos;
      answer = new Answer(fromSeed, arrivalNanos);
      answer.times.vectorNanos = vectorNanos;
      answer.degraded(Stage.STAGE_VECTOR);
      response = run(fromSeed, deadline, answer);
    }
    time(answer.times);
    response.getDegradedList().forEach(metrics::degraded);
    return response;
  }

  private SearchResponse run(SearchPlan plan, Deadline deadline, Answer answer)
      throws StatusException {
    return switch (plan.strategy()) {
      case STRATEGY_VECTOR_ONLY -> vectorOnly(plan, deadline, answer);
      case STRATEGY_HYBRID_SEQUENTIAL -> sequential(plan, deadline, answer);
      case STRATEGY_HYBRID_PARALLEL -> parallel(plan, deadline, answer);
      case STRATEGY_GRAPH_ONLY -> graphOnly(plan, deadline, answer);
      case STRATEGY_NEO4J_ONLY -> neo4jOnly(plan, deadline, answer);
      default -> throw new IllegalStateException("no such plan: " + plan.strategy());
    };
  }

  /** The vector store has no answer: there may be another way. */
  private static final class NoVectorsException extends StatusException {
    private static final long serialVersionUID = 1L;

    NoVectorsException(Status status) {
      super(status);
    }
  }

  private SearchResponse vectorOnly(SearchPlan plan, Deadline deadline, Answer answer)
      throws StatusException {
    List<Candidate> candidates = candidates(plan, deadline, answer);
    Policy policy = policy(plan, deadline, answer);
    return answer.finish(withoutGraph(candidates), Requirements.NONE, policy);
  }

  private SearchResponse sequential(SearchPlan plan, Deadline deadline, Answer answer)
      throws StatusException {
    List<Candidate> candidates = candidates(plan, deadline, answer);
    Map<Long, GraphFacts> known = facts(plan, ids(candidates), deadline, answer);
    Policy policy = policy(plan, deadline, answer);
    return finish(plan, candidates, known, policy, answer);
  }

  private SearchResponse parallel(SearchPlan plan, Deadline deadline, Answer answer)
      throws StatusException {
    List<Candidate> candidates = candidates(plan, deadline, answer);
    if (plan.user().isEmpty()) {
      Map<Long, GraphFacts> known = facts(plan, ids(candidates), deadline, answer);
      return finish(plan, candidates, known, Policy.NEUTRAL, answer);
    }
    // The policy's notes go to an answer of their own until both are there.
    FutureTask<PolicyOutcome> policy = new FutureTask<>(() -> askPolicy(plan, deadline));
    Thread.ofVirtual().start(policy);
    Map<Long, GraphFacts> known = facts(plan, ids(candidates), deadline, answer);
    return finish(plan, candidates, known, note(plan, join(policy), deadline, answer), answer);
  }

  private static SearchResponse finish(
      SearchPlan plan,
      List<Candidate> candidates,
      Map<Long, GraphFacts> known,
      Policy policy,
      Answer answer) {
    if (answer.isDegraded(Stage.STAGE_GRAPH)) {
      // What the graph would have to vouch for cannot be required.
      return answer.finish(withoutGraph(candidates), Requirements.NONE, policy);
    }
    List<Ranker.Item> items = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      GraphFacts facts = known.getOrDefault(candidate.contentId(), GraphFacts.of(candidate));
      items.add(new Ranker.Item(candidate, facts, candidate.vectorScore()));
    }
    return answer.finish(items, plan.requirements(), policy);
  }

  private static List<Ranker.Item> withoutGraph(List<Candidate> candidates) {
    List<Ranker.Item> items = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      items.add(new Ranker.Item(candidate, GraphFacts.of(candidate), candidate.vectorScore()));
    }
    return items;
  }

  private SearchResponse graphOnly(SearchPlan plan, Deadline deadline, Answer answer)
      throws StatusException {
    Policy policy = policy(plan, deadline, answer);
    // Without the vector store there are no scalars to filter by either.
    boolean scalars =
        (plan.request().getFiltersCount() > 0 || policy.constrainsScalars())
            && !answer.isDegraded(Stage.STAGE_VECTOR);
    Map<Long, Double> scores = around(plan, policy, scalars, deadline, answer);
    Map<Long, Candidate> passed =
        scalars
            ? passing(plan, List.copyOf(scores.keySet()), policy, deadline, answer)
            : withoutScalars(plan, scores.keySet());
    Map<Long, GraphFacts> known = facts(plan, List.copyOf(passed.keySet()), deadline, answer);
    if (answer.isDegraded(Stage.STAGE_GRAPH)) {
      throw Status.UNAVAILABLE.withDescription("the graph store is unavailable").asException();
    }
    List<Ranker.Item> items = new ArrayList<>(passed.size());
    passed.forEach((id, candidate) ->
        items.add(
            new Ranker.Item(
                candidate,
                known.getOrDefault(id, GraphFacts.unknown(id)),
                scores.getOrDefault(id, 0.0))));
    Policy applied = answer.isDegraded(Stage.STAGE_VECTOR) ? withoutScalars(policy) : policy;
    return answer.finish(items, plan.requirements(), applied);
  }

  /**
   * Scores of what is around the seed and passes all that the graph can tell, best first: as many
   * as are wanted, or as many as may be needed if another store has a say too.
   */
  private Map<Long, Double> around(
      SearchPlan plan, Policy policy, boolean scalars, Deadline deadline, Answer answer)
      throws StatusException {
    long start = System.nanoTime();
    try {
      Map<Long, Double> scores = new LinkedHashMap<>();
      GraphStore.Around around =
          new GraphStore.Around(
              plan.request().getSeedContentId(),
              plan.depth(),
              plan.request().getGraph(),
              policy.excludedGenres());
      int limit = scalars ? Math.max(MAX_NEIGHBOURS, plan.candidates()) : plan.candidates();
      for (GraphStore.Neighbour neighbour : graph.similar(around, limit, deadline)) {
        scores.put(neighbour.contentId(), neighbour.score());
      }
      return scores;
    } catch (StoreException e) {
      throw failed(e, deadline);
    } finally {
      answer.times.graphNanos = System.nanoTime() - start;
    }
  }

  /** One query does it all, so its time cannot be told apart: it is the graph's. */
  private SearchResponse neo4jOnly(SearchPlan plan, Deadline deadline, Answer answer)
      throws StatusException {
    long start = System.nanoTime();
    BaselineStore.Found found;
    try {
      found =
          baseline.search(
              new BaselineStore.Query(
                  plan.request(),
                  plan.k(),
                  plan.candidates(),
                  plan.facts(),
                  plan.related(),
                  plan.user()),
              deadline);
    } catch (StoreException e) {
      throw failed(e, deadline);
    } finally {
      answer.times.graphNanos = System.nanoTime() - start;
    }
    return answer.finish(found);
  }

  /**
   * The best that filters and the policy leave, by the vector store's fields. It is asked page by
   * page, since usually the first has enough of them.
   */
  private Map<Long, Candidate> passing(
      SearchPlan plan, List<Long> ids, Policy policy, Deadline deadline, Answer answer)
      throws StatusException {
    long start = System.nanoTime();
    Deadline budget = StageBudget.of(deadline, 1);
    try {
      Map<Long, Candidate> passed = new LinkedHashMap<>();
      int page = Math.max(LOOKUP_PAGE, plan.candidates());
      for (int from = 0; from < ids.size() && passed.size() < plan.candidates(); from += page) {
        List<Long> asked = ids.subList(from, Math.min(ids.size(), from + page));
        Map<Long, Candidate> found = new HashMap<>();
        for (Candidate candidate : vectors.lookup(asked, plan.request().getFiltersList(), budget)) {
          found.put(candidate.contentId(), candidate);
        }
        for (Long id : asked) {
          Candidate candidate = found.get(id);
          if (candidate != null
              && policy.allowsScalarsOf(candidate)
              && passed.size() < plan.candidates()) {
            passed.put(id, candidate);
          }
        }
      }
      return passed;
    } catch (StoreException e) {
      degrade(Stage.STAGE_VECTOR, e, deadline, answer);
      return withoutScalars(plan, ids);
    } finally {
      answer.times.vectorNanos += System.nanoTime() - start;
    }
  }

  private static Map<Long, Candidate> withoutScalars(SearchPlan plan, Collection<Long> ids) {
    Map<Long, Candidate> unknown = new LinkedHashMap<>();
    for (Long id : ids) {
      if (unknown.size() == plan.candidates()) {
        break;
      }
      unknown.put(id, new Candidate(id, 0, "", 0, UNKNOWN_YEAR));
    }
    return unknown;
  }

  private static Policy withoutScalars(Policy policy) {
    return new Policy(
        policy.genres(),
        policy.themes(),
        policy.excludedGenres(),
        Policy.NEUTRAL.minReleaseYear(),
        Policy.NEUTRAL.maxReleaseYear(),
        Policy.NEUTRAL.minPopularity());
  }

  private List<Candidate> candidates(SearchPlan plan, Deadline deadline, Answer answer)
      throws StatusException {
    long start = System.nanoTime();
    try {
      List<Candidate> candidates =
          vectors.search(
              new VectorStore.Query(
                  plan.request().getEmbeddingList(),
                  plan.candidates(),
                  plan.request().getFiltersList(),
                  plan.user().isPresent()),
              vectorDeadline(plan, deadline));
      answer.candidates(candidates);
      return candidates;
    } catch (StoreException e) {
      throw new NoVectorsException(failed(e, deadline).getStatus());
    } finally {
      answer.times.vectorNanos = System.nanoTime() - start;
    }
  }

  private static List<Long> ids(List<Candidate> candidates) {
    List<Long> ids = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      ids.add(candidate.contentId());
    }
    return ids;
  }

  private Map<Long, GraphFacts> facts(
      SearchPlan plan, List<Long> ids, Deadline deadline, Answer answer) throws StatusException {
    long start = System.nanoTime();
    try {
      GraphCache.Found found =
          facts.find(
              ids,
              plan.related(),
              plan.bypasses(Cache.CACHE_GRAPH),
              plan.batchSize(),
              graphDeadline(plan, deadline));
      answer.graphUse(found.hits(), found.misses());
      return found.facts();
    } catch (StoreException e) {
      degrade(Stage.STAGE_GRAPH, e, deadline, answer);
      return Map.of();
    } finally {
      answer.times.graphNanos += System.nanoTime() - start;
    }
  }

  private static Deadline vectorDeadline(SearchPlan plan, Deadline deadline) {
    // With a seed there is an answer without it, by policy and graph.
    return plan.withoutVectors().isEmpty() ? deadline : StageBudget.of(deadline, 2);
  }

  private static Deadline graphDeadline(SearchPlan plan, Deadline deadline) {
    return switch (plan.strategy()) {
      case STRATEGY_GRAPH_ONLY -> deadline; // Without it there is no answer.
      case STRATEGY_HYBRID_SEQUENTIAL -> StageBudget.of(deadline, plan.user().isPresent() ? 1 : 0);
      default -> StageBudget.of(deadline, 0);
    };
  }

  /** A policy or why there is none, and how long it took. */
  private record PolicyOutcome(
      PolicyCache.@Nullable Found found, @Nullable StoreException failure, long nanos) {}

  private Policy policy(SearchPlan plan, Deadline deadline, Answer answer) throws StatusException {
    return plan.user().isEmpty()
        ? Policy.NEUTRAL
        : note(plan, askPolicy(plan, deadline), deadline, answer);
  }

  private static int stagesAfterPolicy(SearchPlan plan) {
    // Around a seed it comes first: what it excludes, the graph leaves out.
    return plan.strategy() == Strategy.STRATEGY_GRAPH_ONLY ? 2 : 0;
  }

  private PolicyOutcome askPolicy(SearchPlan plan, Deadline deadline) {
    PolicyKey user = plan.user().orElseThrow();
    long start = System.nanoTime();
    try {
      PolicyCache.Found found =
          policies.find(
              user,
              plan.bypasses(Cache.CACHE_POLICY),
              StageBudget.of(deadline, stagesAfterPolicy(plan)));
      return new PolicyOutcome(found, null, System.nanoTime() - start);
    } catch (StoreException e) {
      return new PolicyOutcome(null, e, System.nanoTime() - start);
    }
  }

  private static PolicyOutcome join(FutureTask<PolicyOutcome> policy) throws StatusException {
    try {
      return policy.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("a policy look-up neither answers nor fails otherwise", e);
    }
  }

  private static Policy note(
      SearchPlan plan, PolicyOutcome outcome, Deadline deadline, Answer answer)
      throws StatusException {
    answer.times.policyNanos = outcome.nanos();
    if (outcome.failure() != null) {
      degrade(Stage.STAGE_POLICY, outcome.failure(), deadline, answer);
      return Policy.NEUTRAL;
    }
    PolicyCache.Found found = Objects.requireNonNull(outcome.found());
    answer.policyHit(found.hit());
    found.policy().ifPresent(policy -> answer.policy(plan.user().orElseThrow()));
    return found.policy().orElse(Policy.NEUTRAL);
  }

  /** A store that is too slow for its own limit is unavailable; the request still had time. */
  private static StatusException failed(StoreException e, Deadline deadline) {
    Status status = deadline.isExpired() ? Status.DEADLINE_EXCEEDED : Status.UNAVAILABLE;
    return status.withDescription(e.getMessage()).asException();
  }

  /** Goes on without a stage, unless there is no time left to go on in. */
  private static void degrade(Stage stage, StoreException e, Deadline deadline, Answer answer)
      throws StatusException {
    if (deadline.isExpired()) {
      throw Status.DEADLINE_EXCEEDED.withDescription(e.getMessage()).asException();
    }
    answer.degraded(stage);
  }

  private void time(StageTimes times) {
    time(Stage.STAGE_VECTOR, times.vectorNanos);
    time(Stage.STAGE_GRAPH, times.graphNanos);
    time(Stage.STAGE_POLICY, times.policyNanos);
    time(Stage.STAGE_UNSPECIFIED, times.aggregationNanos);
  }

  private void time(Stage stage, long nanos) {
    if (nanos > 0) {
      metrics.stage(stage, nanos);
    }
  }
}
