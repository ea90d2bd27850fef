package io.hybridperf.coordinator;

import io.grpc.Deadline;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Edge;
import io.hybridperf.api.v1.FeedbackEvent;
import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.Related;
import io.hybridperf.coordinator.store.BaselineStore;
import io.hybridperf.coordinator.store.Candidate;
import io.hybridperf.coordinator.store.GraphFacts;
import io.hybridperf.coordinator.store.GraphStore;
import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.PolicyStore;
import io.hybridperf.coordinator.store.RelatedScope;
import io.hybridperf.coordinator.store.RewardSignal;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.store.VectorStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Three stores in memory that can be taken down or made to hang until their deadline. */
final class FakeStores {

  static final int DIMENSION = 4;

  enum Mood {
    WELL,
    DOWN,
    /** Says nothing. */
    HANGING,
    /** Answers, however late, when its mood is another. */
    HELD
  }

  final Map<Long, Content> contents = new ConcurrentHashMap<>();
  final Map<PolicyKey, Policy> policies = new ConcurrentHashMap<>();
  final List<FeedbackEvent> events = new CopyOnWriteArrayList<>();
  final List<RewardSignal> signals = new CopyOnWriteArrayList<>();
  final Vectors vectors = new Vectors();
  final Graph graph = new Graph();
  final Policies policyStore = new Policies();
  final Baseline baseline = new Baseline();
  final FakeOutbox outbox = new FakeOutbox();

  Stores stores() {
    return new Stores(vectors, graph, policyStore, baseline, outbox, Map.of(), Map.of());
  }

  abstract static class Moody {
    volatile Mood mood = Mood.WELL;
    volatile long delayMillis;
    final AtomicInteger calls = new AtomicInteger();

    void enter(Deadline deadline) throws StoreException {
      calls.incrementAndGet();
      sleep(delayMillis);
      switch (mood) {
        case WELL -> {}
        case DOWN ->
            throw new StoreException(StoreException.Reason.UNAVAILABLE, "the store is down");
        case HANGING -> {
          sleep(Math.max(0, deadline.timeRemaining(TimeUnit.MILLISECONDS)) + 1);
          throw new StoreException(StoreException.Reason.TIMEOUT, "the store hangs");
        }
        case HELD -> {
          while (mood == Mood.HELD) {
            sleep(5);
          }
        }
      }
    }

    private static void sleep(long millis) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    public void check(Deadline deadline) throws StoreException {
      if (mood != Mood.WELL) {
        throw new StoreException(StoreException.Reason.UNAVAILABLE, "the store is not well");
      }
    }

    public void close() {}
  }

  final class Vectors extends Moody implements VectorStore {

    volatile int lastLimit;

    @Override
    public int dimension() {
      return DIMENSION;
    }

    @Override
    public List<Candidate> search(VectorStore.Query query, Deadline deadline)
        throws StoreException {
      enter(deadline);
      lastLimit = query.limit();
      return contents.values().stream()
          .filter(content -> holds(content, query.filters()))
          .map(content -> candidate(content, cosine(query.embedding(), content.getEmbeddingList())))
          .sorted(
              Comparator.comparingDouble(Candidate::vectorScore)
                  .reversed()
                  .thenComparingLong(Candidate::contentId))
          .limit(query.limit())
          .toList();
    }

    @Override
    public List<Candidate> lookup(
        Collection<Long> contentIds, List<Filter> filters, Deadline deadline)
        throws StoreException {
      enter(deadline);
      return contentIds.stream()
          .filter(contents::containsKey)
          .map(contents::get)
          .filter(content -> holds(content, filters))
          .map(content -> candidate(content, 0))
          .toList();
    }

    @Override
    public void upsert(List<Content> items, Deadline deadline) throws StoreException {
      enter(deadline);
      items.forEach(item -> contents.put(item.getContentId(), item));
    }

    private static Candidate candidate(Content content, float score) {
      return new Candidate(
          content.getContentId(),
          score,
          content.getGenresCount() == 0 ? "" : content.getGenres(0),
          content.getPopularity(),
          content.getReleaseYear());
    }

    private static boolean holds(Content content, List<Filter> filters) {
      return filters.stream()
          .allMatch(filter ->
              switch (filter.getField()) {
                case "genre" ->
                    content.getGenresCount() > 0
                        && filter.getIn().getValuesList().contains(content.getGenres(0));
                case "mood" ->
                    content.getMoodsCount() > 0
                        && filter.getIn().getValuesList().contains(content.getMoods(0));
                case "popularity" -> within(filter, content.getPopularity());
                default -> within(filter, content.getReleaseYear());
              });
    }

    private static boolean within(Filter filter, double value) {
      return (!filter.getRange().hasMin() || value >= filter.getRange().getMin())
          && (!filter.getRange().hasMax() || value <= filter.getRange().getMax());
    }

    private static float cosine(List<Float> a, List<Float> b) {
      double dot = 0;
      double aa = 0;
      double bb = 0;
      for (int i = 0; i < a.size(); i++) {
        dot += (double) a.get(i) * b.get(i);
        aa += (double) a.get(i) * a.get(i);
        bb += (double) b.get(i) * b.get(i);
      }
      return (float) (dot / Math.sqrt(aa * bb));
    }
  }

  final class Graph extends Moody implements GraphStore {

    volatile boolean commitsUnheard;

    final List<Integer> batches = new CopyOnWriteArrayList<>();

    @Override
    public Map<Long, GraphFacts> facts(
        Collection<Long> contentIds, RelatedScope scope, Deadline deadline) throws StoreException {
      enter(deadline);
      batches.add(contentIds.size());
      Map<Long, GraphFacts> facts = new HashMap<>();
      for (Long id : contentIds) {
        Content content = contents.get(id);
        if (content != null) {
          facts.put(id, facts(content, scope));
        }
      }
      return facts;
    }

    /** Direct edges only: walking further is the real graph's business. */
    private static GraphFacts facts(Content content, RelatedScope scope) {
      Hit.Builder hit =
          Hit.newBuilder()
              .setContentId(content.getContentId())
              .setTitle(content.getTitle())
              .addAllGenres(content.getGenresList().stream().sorted().toList())
              .addAllThemes(content.getThemesList().stream().sorted().toList())
              .addAllMoods(content.getMoodsList().stream().sorted().toList())
              .addAllCulturalContexts(content.getCulturalContextsList().stream().sorted().toList());
      if (scope.hops() > 0) {
        content.getEdgesList().stream()
            .limit(scope.limit())
            .forEach(edge ->
                hit.addRelated(
                    Related.newBuilder()
                        .setContentId(edge.getToContentId())
                        .setDistance(1)
                        .setStrength(edge.getStrength())));
      }
      return new GraphFacts(hit.build());
    }

    @Override
    public List<Scored> similar(Around around, int limit, Deadline deadline) throws StoreException {
      enter(deadline);
      Content content = contents.get(around.seed());
      return content == null
          ? List.of()
          : content.getEdgesList().stream()
              .map(edge -> new Scored(edge.getToContentId(), 1))
              .sorted(Comparator.comparingLong(Scored::contentId))
              .limit(limit)
              .toList();
    }

    /** By words and filters: the rest is the real graph's business. */
    @Override
    public List<Scored> titled(Titled titled, int limit, Deadline deadline) throws StoreException {
      enter(deadline);
      Set<String> words = new HashSet<>(List.of(titled.text().split("\\W+")));
      return contents.values().stream()
          .filter(content -> Vectors.holds(content, titled.filters()))
          .filter(content -> Arrays.stream(content.getTitle().split(" ")).anyMatch(words::contains))
          .map(content -> new Scored(content.getContentId(), 0.5))
          .sorted(Comparator.comparingLong(Scored::contentId))
          .limit(limit)
          .toList();
    }

    @Override
    public Set<Long> unknown(Collection<Long> contentIds, Deadline deadline) throws StoreException {
      enter(deadline);
      Set<Long> unknown = new HashSet<>(contentIds);
      unknown.removeAll(contents.keySet());
      return unknown;
    }

    @Override
    public Set<Long> replace(List<Content> items, Deadline deadline) throws StoreException {
      enter(deadline);
      if (commitsUnheard) {
        throw new StoreException(StoreException.Reason.TIMEOUT, "the store hangs");
      }
      Set<Long> touched = new HashSet<>();
      for (Content item : items) {
        touched.add(item.getContentId());
        item.getEdgesList().stream().map(Edge::getToContentId).forEach(touched::add);
      }
      return touched;
    }
  }

  /** Ranks by similarity alone: the rest is the real store's business. */
  final class Baseline extends Moody implements BaselineStore {

    final Map<PolicyKey, PolicyStore.VersionedPolicy> taken = new ConcurrentHashMap<>();

    @Override
    public void replicate(List<PolicyStore.VersionedPolicy> learned, Deadline deadline)
        throws StoreException {
      enter(deadline);
      learned.forEach(policy -> taken.put(policy.key(), policy));
    }

    @Override
    public BaselineStore.Found search(BaselineStore.Query query, Deadline deadline)
        throws StoreException {
      enter(deadline);
      List<Hit> hits =
          contents.values().stream()
              .map(content ->
                  Hit.newBuilder()
                      .setContentId(content.getContentId())
                      .setScore(
                          Vectors.cosine(
                              query.request().getEmbeddingList(), content.getEmbeddingList()))
                      .build())
              .sorted(Comparator.comparingDouble(Hit::getScore).reversed())
              .limit(query.k())
              .toList();
      return new BaselineStore.Found(
          hits, List.of(), query.user().map(policies::containsKey).orElse(false));
    }
  }

  final class Policies extends Moody implements PolicyStore {

    @Override
    public Optional<Policy> find(PolicyKey key, Deadline deadline) throws StoreException {
      enter(deadline);
      return Optional.ofNullable(policies.get(key));
    }

    @Override
    public Recorded record(List<FeedbackEvent> given, List<RewardSignal> taught, Deadline deadline)
        throws StoreException {
      enter(deadline);
      List<Long> ids = new ArrayList<>();
      for (FeedbackEvent event : given) {
        events.add(event);
        ids.add((long) events.size());
      }
      signals.addAll(taught);
      return new Recorded(
          ids,
          taught.stream()
              .filter(signal -> policies.containsKey(signal.user()))
              .map(signal ->
                  new VersionedPolicy(
                      signal.user(),
                      Objects.requireNonNull(policies.get(signal.user())),
                      signals.size()))
              .toList());
    }
  }
}
