package io.hybridperf.coordinator.search;

import io.grpc.Deadline;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.coordinator.cache.GraphCache;
import io.hybridperf.coordinator.cache.PolicyCache;
import io.hybridperf.coordinator.metrics.CoordinatorMetrics;
import io.hybridperf.coordinator.store.BaselineStore;
import io.hybridperf.coordinator.store.Candidate;
import io.hybridperf.coordinator.store.GraphFacts;
import io.hybridperf.coordinator.store.GraphStore;
import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.store.VectorStore;
import io.hybridperf.coordinator.tracing.RequestTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs plans. It blocks while stores work, so it belongs on virtual threads. */
public final class SearchEngine {

  private final VectorStore vectors;
  private final BaselineStore baseline;
  private final FactsStage facts;
  private final PolicyStage policies;
  private final GraphOnly graphOnly;
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
    this.baseline = baseline;
    this.facts = new FactsStage(facts);
    this.policies = new PolicyStage(policies);
    this.graphOnly = new GraphOnly(vectors, graph, this.facts, this.policies);
    this.metrics = metrics;
  }

  /**
   * Answers a search from the stores.
   *
   * @param plan what to do
   * @param deadline by when
   * @param arrivalNanos when the request arrived, on {@link System#nanoTime()}
   * @param trace learns of the stages
   * @throws StoreException if a store failed without which there is no answer
   */
  public SearchResponse search(
      SearchPlan plan, Deadline deadline, long arrivalNanos, RequestTrace trace)
      throws StoreException {
    StageTimes times = new StageTimes(arrivalNanos, trace);
    Answer answer = new Answer(plan, times);
    SearchResponse response =
        switch (plan.strategy()) {
          case STRATEGY_GRAPH_ONLY -> graphOnly.search(plan, deadline, answer);
          case STRATEGY_NEO4J_ONLY -> neo4jOnly(plan, deadline, answer);
          default -> byVectors(plan, deadline, answer);
        };
    times.time(metrics);
    response.getDegradedList().forEach(metrics::degraded);
    return response;
  }

  private SearchResponse byVectors(SearchPlan plan, Deadline deadline, Answer answer)
      throws StoreException {
    List<Candidate> candidates;
    try {
      candidates = candidates(plan, deadline, answer);
    } catch (StoreException e) {
      return withoutVectors(plan, e, deadline, answer.times);
    }
    return switch (plan.strategy()) {
      case STRATEGY_VECTOR_ONLY -> {
        Policy policy = policies.find(plan, deadline, answer);
        yield answer.finish(withoutGraph(candidates), Requirements.NONE, policy);
      }
      case STRATEGY_HYBRID_SEQUENTIAL -> {
        Map<Long, GraphFacts> known = facts.find(plan, ids(candidates), deadline, answer);
        Policy policy = policies.find(plan, deadline, answer);
        yield finish(plan, candidates, known, policy, answer);
      }
      case STRATEGY_HYBRID_PARALLEL -> {
        PolicyStage.PendingPolicy policy = policies.start(plan, deadline);
        Map<Long, GraphFacts> known = facts.find(plan, ids(candidates), deadline, answer);
        yield finish(plan, candidates, known, policy.await(answer), answer);
      }
      default -> throw new IllegalStateException("no such plan: " + plan.strategy());
    };
  }

  /**
   * Answers from the graph instead, if the request has a seed or a text and there is time left.
   *
   * @param reason why there are no vectors
   * @param times of what was tried
   * @throws StoreException that reason, if there is no such answer
   */
  private SearchResponse withoutVectors(
      SearchPlan plan, StoreException reason, Deadline deadline, StageTimes times)
      throws StoreException {
    Optional<SearchPlan> fromGraph = plan.withoutVectors();
    if (fromGraph.isEmpty() || deadline.isExpired()) {
      throw reason;
    }
    Answer answer = new Answer(fromGraph.get(), times);
    answer.degraded(Stage.STAGE_VECTOR);
    return graphOnly.search(fromGraph.get(), deadline, answer);
  }

  private static SearchResponse finish(
      SearchPlan plan,
      List<Candidate> candidates,
      Map<Long, GraphFacts> known,
      Policy policy,
      Answer answer) {
    if (answer.isDegraded(Stage.STAGE_GRAPH)) {
      // Requirements cannot be checked without the graph's facts.
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

  /** One query does it all, so its time cannot be told apart: it is the graph's. */
  private SearchResponse neo4jOnly(SearchPlan plan, Deadline deadline, Answer answer)
      throws StoreException {
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
    } finally {
      answer.times.graph(start);
    }
    return answer.finish(found);
  }

  private List<Candidate> candidates(SearchPlan plan, Deadline deadline, Answer answer)
      throws StoreException {
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
    } finally {
      answer.times.vector(start);
    }
  }

  private static Deadline vectorDeadline(SearchPlan plan, Deadline deadline) {
    // With a seed or a text there is an answer without it, by policy and graph.
    return plan.withoutVectors().isEmpty() ? deadline : StageBudget.of(deadline, 2);
  }

  private static List<Long> ids(List<Candidate> candidates) {
    List<Long> ids = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      ids.add(candidate.contentId());
    }
    return ids;
  }
}
