package io.hybridperf.coordinator.search;

import io.grpc.Deadline;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.coordinator.store.Candidate;
import io.hybridperf.coordinator.store.GraphFacts;
import io.hybridperf.coordinator.store.GraphStore;
import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.store.VectorStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers from the graph: what is around a seed, or without one, what has words of a text. */
final class GraphOnly {

  /** How far down the neighbourhood of a seed filters look for what they leave. */
  private static final int MAX_NEIGHBOURS = 10_000;

  private static final int LOOKUP_PAGE = 1_000;
  private static final int UNKNOWN_YEAR = 0;

  private final VectorStore vectors;
  private final GraphStore graph;
  private final FactsStage facts;
  private final PolicyStage policies;

  GraphOnly(VectorStore vectors, GraphStore graph, FactsStage facts, PolicyStage policies) {
    this.vectors = vectors;
    this.graph = graph;
    this.facts = facts;
    this.policies = policies;
  }

  SearchResponse search(SearchPlan plan, Deadline deadline, Answer answer) throws StoreException {
    Policy policy = policies.find(plan, deadline, answer);
    // Without the vector store there are no scalars to filter by either.
    boolean scalars =
        (plan.request().getFiltersCount() > 0 || policy.constrainsScalars())
            && !answer.isDegraded(Stage.STAGE_VECTOR);
    Map<Long, Double> scores =
        plan.request().getSeedContentId() == 0
            ? titled(plan, policy, deadline, answer)
            : around(plan, policy, scalars, deadline, answer);
    Map<Long, Candidate> passed =
        scalars
            ? passing(plan, List.copyOf(scores.keySet()), policy, deadline, answer)
            : withoutScalars(plan, scores.keySet());
    Map<Long, GraphFacts> known = facts.find(plan, List.copyOf(passed.keySet()), deadline, answer);
    if (answer.isDegraded(Stage.STAGE_GRAPH)) {
      throw StoreException.unavailable("the graph store");
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
   * Scores of what is around the seed and passes all conditions on the graph, best first: as many
   * as are wanted, or more if the vector store's fields filter them afterwards.
   */
  private Map<Long, Double> around(
      SearchPlan plan, Policy policy, boolean scalars, Deadline deadline, Answer answer)
      throws StoreException {
    GraphStore.Around around =
        new GraphStore.Around(
            plan.request().getSeedContentId(),
            plan.depth(),
            plan.request().getGraph(),
            policy.excludedGenres());
    int limit = scalars ? Math.max(MAX_NEIGHBOURS, plan.candidates()) : plan.candidates();
    return scores(() -> graph.similar(around, limit, deadline), answer);
  }

  /**
   * Scores of what has words of the text in its title and passes filters and constraints too: they
   * are applied in the graph, since the vector store is away where this is asked.
   */
  private Map<Long, Double> titled(SearchPlan plan, Policy policy, Deadline deadline, Answer answer)
      throws StoreException {
    GraphStore.Titled titled =
        new GraphStore.Titled(
            plan.request().getQueryText(),
            plan.request().getGraph(),
            plan.request().getFiltersList(),
            policy);
    return scores(() -> graph.titled(titled, plan.candidates(), deadline), answer);
  }

  private interface Question {
    List<GraphStore.Scored> ask() throws StoreException;
  }

  private static Map<Long, Double> scores(Question question, Answer answer) throws StoreException {
    long start = System.nanoTime();
    try {
      Map<Long, Double> scores = new LinkedHashMap<>();
      for (GraphStore.Scored found : question.ask()) {
        scores.put(found.contentId(), found.score());
      }
      return scores;
    } finally {
      answer.times.graph(start);
    }
  }

  /**
   * The best that filters and the policy leave, by the vector store's fields. It is asked page by
   * page, since usually the first has enough of them.
   */
  private Map<Long, Candidate> passing(
      SearchPlan plan, List<Long> ids, Policy policy, Deadline deadline, Answer answer)
      throws StoreException {
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
      answer.goOnWithout(Stage.STAGE_VECTOR, e, deadline);
      return withoutScalars(plan, ids);
    } finally {
      answer.times.vector(start);
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
}
