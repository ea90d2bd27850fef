package io.hybridperf.coordinator.store.milvus;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.grpc.Deadline;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Filter;
import io.hybridperf.coordinator.config.BreakerConfig;
import io.hybridperf.coordinator.config.MilvusConfig;
import io.hybridperf.coordinator.config.SettingException;
import io.hybridperf.coordinator.store.Candidate;
import io.hybridperf.coordinator.store.ContentFields;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.store.VectorStore;
import io.hybridperf.coordinator.store.guard.Access;
import io.hybridperf.coordinator.store.guard.StoreGuard;
import io.milvus.grpc.MilvusServiceGrpc;
import io.milvus.shaded.io.grpc.CallOptions;
import io.milvus.shaded.io.grpc.Channel;
import io.milvus.shaded.io.grpc.ClientCall;
import io.milvus.shaded.io.grpc.ClientInterceptor;
import io.milvus.shaded.io.grpc.ClientInterceptors;
import io.milvus.shaded.io.grpc.ManagedChannel;
import io.milvus.shaded.io.grpc.MethodDescriptor;
import io.milvus.shaded.io.grpc.Status;
import io.milvus.shaded.io.grpc.StatusRuntimeException;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.client.RetryConfig;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.service.collection.request.DescribeCollectionReq;
import io.milvus.v2.service.collection.request.GetLoadStateReq;
import io.milvus.v2.service.collection.request.HasCollectionReq;
import io.milvus.v2.service.collection.response.DescribeCollectionResp;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.UpsertReq;
import io.milvus.v2.service.vector.request.data.FloatVec;
import io.milvus.v2.service.vector.response.QueryResp;
import io.milvus.v2.service.vector.response.SearchResp;
import io.milvus.v2.utils.ClientUtils;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;

/**
 * Milvus through its SDK. One client serves all threads: its stub is immutable, and calls share one
 * HTTP/2 connection.
 */
public final class MilvusStore implements VectorStore {

  private static final String NAME = "the vector store";
  private static final long RECONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final ScopedValue<Deadline> DEADLINE = ScopedValue.newInstance();
  private static final List<String> GENRE_ONLY = List.of(ContentFields.GENRE);
  private static final List<String> ALL_SCALARS =
      List.of(ContentFields.GENRE, ContentFields.POPULARITY, ContentFields.RELEASE_YEAR);
  private static final List<String> KEY_AND_SCALARS =
      List.of(
          MilvusSchema.CONTENT_ID,
          ContentFields.GENRE,
          ContentFields.POPULARITY,
          ContentFields.RELEASE_YEAR);

  private final MilvusConfig config;
  private final ConsistencyLevel consistency;
  private final StoreGuard guard;
  private final MilvusClientV2 client;
  private final ManagedChannel channel;
  private final int dimension;
  private final AtomicLong lastReconnectNanos = new AtomicLong(System.nanoTime());

  /**
   * Connects and reads the collection's dimension.
   *
   * @throws SettingException if Milvus cannot be reached or has no such collection
   */
  public MilvusStore(MilvusConfig config, BreakerConfig breaker) {
    this(config, breaker, connect(config), MilvusStore::dimensionOfCollection);
  }

  /**
   * Waits for nothing: Milvus need not be there yet.
   *
   * @param dimension of the collection
   * @throws SettingException if the address is malformed
   */
  public MilvusStore(MilvusConfig config, BreakerConfig breaker, int dimension) {
    // A client with an address would connect.
    this(config, breaker, new MilvusClientV2(null), any -> dimension);
  }

  private MilvusStore(
      MilvusConfig config,
      BreakerConfig breaker,
      MilvusClientV2 client,
      ToIntFunction<MilvusStore> dimension) {
    this.config = config;
    this.consistency = ConsistencyLevel.valueOf(config.consistency().name());
    this.guard =
        new StoreGuard(
            NAME, config.maxInFlight(), config.timeouts(), breaker, MilvusStore::isAnswer);
    this.client = client;
    this.channel = channel(config);
    // The client's own stub waits for a lost connection to come back, for as long as the one
    // deadline that all of its calls share. Ours gives each call its own deadline and fails at
    // once.
    client.setBlockingStub(
        MilvusServiceGrpc.newBlockingStub(
            ClientInterceptors.intercept(channel, new DeadlineInterceptor())));
    client.retryConfig(RetryConfig.builder().maxRetryTimes(1).build());
    this.dimension = dimension.applyAsInt(this);
  }

  private static ManagedChannel channel(MilvusConfig config) {
    try {
      return new ClientUtils().getChannel(connectConfig(config));
    } catch (RuntimeException e) {
      throw new SettingException(
          "coordinator.milvus.uri = %s cannot be used: expected http://host:port or https://host:port"
              .formatted(config.uri()));
    }
  }

  private static ConnectConfig connectConfig(MilvusConfig config) {
    ConnectConfig.ConnectConfigBuilder builder =
        ConnectConfig.builder()
            .uri(config.uri())
            .connectTimeoutMs(config.timeouts().read().toMillis())
            .secure(config.uri().startsWith("https://"));
    if (!config.database().isEmpty()) {
      builder.dbName(config.database());
    }
    if (config.token().isPresent()) {
      builder.token(config.token().value());
    }
    return builder.build();
  }

  private static MilvusClientV2 connect(MilvusConfig config) {
    try {
      return new MilvusClientV2(connectConfig(config));
    } catch (RuntimeException e) {
      throw new SettingException(
          "coordinator.milvus.uri = %s: cannot connect within %d ms; is Milvus running there?"
              .formatted(config.uri(), config.timeouts().read().toMillis()));
    }
  }

  private int dimensionOfCollection() {
    try {
      return readDimension();
    } catch (StoreException | RuntimeException e) {
      close();
      throw e instanceof SettingException missing
          ? missing
          : new SettingException(
              "coordinator.milvus.uri = %s: the collection %s cannot be read (%s)"
                  .formatted(config.uri(), config.collection(), e.getMessage()));
    }
  }

  private int readDimension() throws StoreException {
    Deadline deadline = Deadline.after(config.timeouts().read().toNanos(), TimeUnit.NANOSECONDS);
    String collection = config.collection();
    boolean exists =
        call(
            deadline,
            () ->
                client.hasCollection(
                    HasCollectionReq.builder().collectionName(collection).build()));
    if (!exists) {
      throw new SettingException(
          "coordinator.milvus.collection = %s: Milvus at %s has no such collection; load the data first"
              .formatted(collection, config.uri()));
    }
    DescribeCollectionResp description =
        call(
            deadline,
            () ->
                client.describeCollection(
                    DescribeCollectionReq.builder().collectionName(collection).build()));
    return description.getCollectionSchema().getFieldSchemaList().stream()
        .filter(field -> field.getName().equals(ContentFields.EMBEDDING))
        .findFirst()
        .orElseThrow(() ->
            new SettingException(
                "coordinator.milvus.collection = %s has no field %s"
                    .formatted(collection, ContentFields.EMBEDDING)))
        .getDimension();
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public List<Candidate> search(Query query, Deadline deadline) throws StoreException {
    SearchReq request =
        SearchReq.builder()
            .collectionName(config.collection())
            .annsField(ContentFields.EMBEDDING)
            .data(List.of(new FloatVec(query.embedding())))
            .limit(query.limit())
            .filter(MilvusFilter.of(query.filters()))
            .outputFields(query.scalars() ? ALL_SCALARS : GENRE_ONLY)
            .searchParams(searchParams(query.limit()))
            .consistencyLevel(consistency)
            .build();
    SearchResp response = call(deadline, () -> client.search(request));
    List<SearchResp.SearchResult> results = response.getSearchResults().getFirst();
    List<Candidate> candidates = new ArrayList<>(results.size());
    for (SearchResp.SearchResult result : results) {
      candidates.add(
          candidate(((Number) result.getId()).longValue(), result.getScore(), result.getEntity()));
    }
    return candidates;
  }

  /** Milvus refuses a search list shorter than the answer. A copy each time: the SDK adds to it. */
  private Map<String, Object> searchParams(int limit) {
    Map<String, Object> params = new HashMap<>(config.searchParams());
    for (String listSize : List.of("ef", "itopk_size")) {
      if (params.get(listSize) instanceof Number configured) {
        params.put(listSize, Math.max(configured.intValue(), limit));
      }
    }
    return params;
  }

  @Override
  public List<Candidate> lookup(
      Collection<Long> contentIds, List<Filter> filters, Deadline deadline) throws StoreException {
    if (contentIds.isEmpty()) {
      return List.of();
    }
    QueryReq request =
        QueryReq.builder()
            .collectionName(config.collection())
            .filter(MilvusFilter.of(contentIds, filters))
            .outputFields(KEY_AND_SCALARS)
            .limit(contentIds.size())
            .consistencyLevel(consistency)
            .build();
    QueryResp response = call(deadline, () -> client.query(request));
    List<Candidate> candidates = new ArrayList<>();
    for (QueryResp.QueryResult result : response.getQueryResults()) {
      Map<String, Object> entity = result.getEntity();
      Number id = (Number) Objects.requireNonNull(entity.get(MilvusSchema.CONTENT_ID));
      candidates.add(candidate(id.longValue(), 0, entity));
    }
    return candidates;
  }

  private static Candidate candidate(long id, float score, Map<String, Object> entity) {
    return new Candidate(
        id,
        score,
        entity.get(ContentFields.GENRE) instanceof String genre ? genre : "",
        entity.get(ContentFields.POPULARITY) instanceof Number number ? number.doubleValue() : 0,
        entity.get(ContentFields.RELEASE_YEAR) instanceof Number number ? number.intValue() : 0);
  }

  @Override
  public void upsert(List<Content> contents, Deadline deadline) throws StoreException {
    List<JsonObject> rows = new ArrayList<>(contents.size());
    for (Content content : contents) {
      JsonArray embedding = new JsonArray(content.getEmbeddingCount());
      content.getEmbeddingList().forEach(embedding::add);
      JsonObject row = new JsonObject();
      row.addProperty(MilvusSchema.CONTENT_ID, content.getContentId());
      row.add(ContentFields.EMBEDDING, embedding);
      row.addProperty(
          ContentFields.GENRE, content.getGenresCount() == 0 ? "" : content.getGenres(0));
      row.addProperty(ContentFields.MOOD, content.getMoodsCount() == 0 ? "" : content.getMoods(0));
      row.addProperty(ContentFields.POPULARITY, content.getPopularity());
      row.addProperty(ContentFields.RELEASE_YEAR, content.getReleaseYear());
      rows.add(row);
    }
    UpsertReq request = UpsertReq.builder().collectionName(config.collection()).data(rows).build();
    call(Access.WRITE, deadline, () -> client.upsert(request));
  }

  @Override
  public void check(Deadline deadline) throws StoreException {
    boolean loaded =
        call(
            deadline,
            () ->
                client.getLoadState(
                    GetLoadStateReq.builder().collectionName(config.collection()).build()));
    if (!loaded) {
      throw new StoreException(
          StoreException.Reason.UNAVAILABLE, "the vector store's collection is not loaded");
    }
  }

  /** Its circuit breaker and bulkhead. */
  public StoreGuard guard() {
    return guard;
  }

  @Override
  public void close() {
    client.close();
    channel.shutdownNow();
  }

  private <T> T call(Deadline requested, Callable<T> operation) throws StoreException {
    return call(Access.READ, requested, operation);
  }

  private <T> T call(Access access, Deadline requested, Callable<T> operation)
      throws StoreException {
    return guard.call(
        access,
        requested,
        deadline -> {
          try {
            return ScopedValue.where(DEADLINE, deadline).call(operation::call);
          } catch (Exception e) {
            reconnectSoon(e);
            throw deadline.isExpired() || isTimeout(e)
                ? StoreException.timeout(NAME, e)
                : StoreException.unavailable(NAME, e);
          } finally {
            guard.release();
          }
        });
  }

  /**
   * A channel whose server is away tries again ever more rarely, up to every two minutes. Whoever
   * asks now is let through by the breaker, once a second while the server is away, and wants it
   * back.
   */
  private void reconnectSoon(Exception failure) {
    long last = lastReconnectNanos.get();
    long now = System.nanoTime();
    if (!isAnswer(failure)
        && now - last > RECONNECT_NANOS
        && lastReconnectNanos.compareAndSet(last, now)) {
      channel.resetConnectBackoff();
    }
  }

  /** Milvus's own errors come as answers; only what the transport says is a gRPC status. */
  private static boolean isAnswer(Throwable failure) {
    return !StoreGuard.isCausedBy(failure, StatusRuntimeException.class::isInstance);
  }

  private static boolean isTimeout(Throwable e) {
    return e.getCause() instanceof StatusRuntimeException status
        && status.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED;
  }

  private static final class DeadlineInterceptor implements ClientInterceptor {

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      long remaining = DEADLINE.get().timeRemaining(TimeUnit.NANOSECONDS);
      return next.newCall(
          method, options.withoutWaitForReady().withDeadlineAfter(remaining, TimeUnit.NANOSECONDS));
    }
  }
}
