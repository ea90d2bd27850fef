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
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.service.collection.request.DescribeCollectionReq;
import io.milvus.v2.service.collection.request.GetLoadStateReq;
import io.milvus.v2.service.collection.request.HasCollectionReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.UpsertReq;
import io.milvus.v2.service.vector.request.data.FloatVec;
import io.milvus.v2.service.vector.response.QueryResp;
import io.milvus.v2.service.vector.response.SearchResp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The vector store on Milvus. */
public final class MilvusStore implements VectorStore {

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
  private final MilvusConnection milvus;
  private final int dimension;

  /**
   * Connects and reads the collection's dimension.
   *
   * @throws SettingException if Milvus cannot be reached or has no such collection
   */
  public MilvusStore(MilvusConfig config, BreakerConfig breaker) {
    this(config, MilvusConnection.open(config, breaker), null);
  }

  /**
   * Waits for nothing: Milvus need not be there yet.
   *
   * @param dimension of the collection
   * @throws SettingException if the address is malformed
   */
  public MilvusStore(MilvusConfig config, BreakerConfig breaker, int dimension) {
    this(config, MilvusConnection.openLater(config, breaker), dimension);
  }

  private MilvusStore(MilvusConfig config, MilvusConnection milvus, @Nullable Integer dimension) {
    this.config = config;
    this.consistency = ConsistencyLevel.valueOf(config.consistency().name());
    this.milvus = milvus;
    this.dimension = dimension == null ? dimensionOfCollection(config, milvus) : dimension;
  }

  /**
   * Opens a client as the store does.
   *
   * @throws SettingException if Milvus cannot be reached
   */
  public static MilvusClientV2 connect(MilvusConfig config) {
    return MilvusConnection.connect(config);
  }

  private static int dimensionOfCollection(MilvusConfig config, MilvusConnection milvus) {
    try {
      return readDimension(config, milvus);
    } catch (StoreException | RuntimeException e) {
      milvus.close();
      throw e instanceof SettingException missing
          ? missing
          : new SettingException(
              "coordinator.milvus.uri = %s: the collection %s cannot be read (%s)"
                  .formatted(config.uri(), config.collection(), e.getMessage()));
    }
  }

  private static int readDimension(MilvusConfig config, MilvusConnection milvus)
      throws StoreException {
    Deadline deadline = Deadline.after(config.timeouts().read().toNanos(), TimeUnit.NANOSECONDS);
    String collection = config.collection();
    HasCollectionReq has = HasCollectionReq.builder().collectionName(collection).build();
    if (!milvus.call(Access.READ, deadline, client -> client.hasCollection(has))) {
      throw new SettingException(
          "coordinator.milvus.collection = %s: Milvus at %s has no such collection; load the data first"
              .formatted(collection, config.uri()));
    }
    DescribeCollectionReq describe =
        DescribeCollectionReq.builder().collectionName(collection).build();
    return milvus
        .call(Access.READ, deadline, client -> client.describeCollection(describe))
        .getCollectionSchema()
        .getFieldSchemaList()
        .stream()
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
    SearchResp response = milvus.call(Access.READ, deadline, client -> client.search(request));
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
    QueryResp response = milvus.call(Access.READ, deadline, client -> client.query(request));
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
    milvus.call(Access.WRITE, deadline, client -> client.upsert(request));
  }

  @Override
  public void check(Deadline deadline) throws StoreException {
    GetLoadStateReq request = GetLoadStateReq.builder().collectionName(config.collection()).build();
    boolean loaded = milvus.call(Access.READ, deadline, client -> client.getLoadState(request));
    if (!loaded) {
      throw new StoreException(
          StoreException.Reason.UNAVAILABLE, "the vector store's collection is not loaded");
    }
  }

  /** Its circuit breaker and bulkhead. */
  public StoreGuard guard() {
    return milvus.guard();
  }

  @Override
  public void close() {
    milvus.close();
  }
}
