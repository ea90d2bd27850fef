package io.hybridperf.jmh.milvus;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.hybridperf.jmh.backend.BackendException;
import io.hybridperf.jmh.backend.DistanceMetric;
import io.hybridperf.jmh.backend.TopK;
import io.hybridperf.jmh.backend.Tuning;
import io.hybridperf.jmh.data.VectorSet;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.common.DataType;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.service.collection.request.AddFieldReq;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.collection.request.DropCollectionReq;
import io.milvus.v2.service.utility.request.FlushReq;
import io.milvus.v2.service.vector.request.InsertReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.data.BaseVector;
import io.milvus.v2.service.vector.request.data.FloatVec;
import io.milvus.v2.service.vector.response.SearchResp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One collection in Milvus, made for one benchmark and dropped after it. */
final class MilvusCollection implements AutoCloseable {
  private static final String ID = "id";
  private static final String VECTOR = "v";
  private static final int INSERT_ROWS = 1_000;
  private static final long CONNECT_MILLIS = 3_000;
  private static final Set<String> SEARCH_SETTINGS =
      Set.of("ef", "nprobe", "itopk_size", "search_width");

  private final MilvusClientV2 client;
  private final String name;
  private final DistanceMetric metric;

  private MilvusCollection(MilvusClientV2 client, String name, DistanceMetric metric) {
    this.client = client;
    this.name = name;
    this.metric = metric;
  }

  static boolean answers(String address) {
    try {
      MilvusClientV2 client = connect(address);
      client.close();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static MilvusClientV2 connect(String address) {
    return new MilvusClientV2(
        ConnectConfig.builder().uri("http://" + address).connectTimeoutMs(CONNECT_MILLIS).build());
  }

  static MilvusCollection create(
      String address, VectorSet vectors, DistanceMetric metric, Tuning tuning) {
    String name = "bench_" + ProcessHandle.current().pid() + "_" + System.nanoTime();
    MilvusCollection collection = new MilvusCollection(connect(address), name, metric);
    try {
      collection.make(vectors.dimension(), tuning);
      collection.fill(vectors);
      return collection;
    } catch (RuntimeException e) {
      collection.close();
      throw new BackendException("milvus: cannot build: " + e.getMessage(), e);
    }
  }

  private void make(int dimension, Tuning tuning) {
    CreateCollectionReq.CollectionSchema schema = MilvusClientV2.CreateSchema();
    schema.addField(
        AddFieldReq.builder().fieldName(ID).dataType(DataType.Int64).isPrimaryKey(true).build());
    schema.addField(
        AddFieldReq.builder()
            .fieldName(VECTOR)
            .dataType(DataType.FloatVector)
            .dimension(dimension)
            .build());
    Map<String, Object> params = new HashMap<>(Map.of("M", 16, "efConstruction", 200));
    tuning.values().forEach((key, value) -> params.put(key, value));
    params.remove("index");
    params.keySet().removeAll(SEARCH_SETTINGS);
    IndexParam.IndexType type = indexType(tuning);
    if (type != IndexParam.IndexType.HNSW) {
      params.keySet().removeAll(Set.of("M", "efConstruction"));
    }
    client.createCollection(
        CreateCollectionReq.builder()
            .collectionName(name)
            .collectionSchema(schema)
            .consistencyLevel(ConsistencyLevel.STRONG)
            .indexParams(
                List.of(
                    IndexParam.builder()
                        .fieldName(VECTOR)
                        .indexType(type)
                        .metricType(metricType())
                        .extraParams(params)
                        .build()))
            .build());
  }

  private static IndexParam.IndexType indexType(Tuning tuning) {
    String name = tuning.values().getOrDefault("index", "HNSW");
    try {
      return IndexParam.IndexType.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "tuning index=" + name + ": expected one of Milvus's, e.g. HNSW or GPU_CAGRA", e);
    }
  }

  private IndexParam.MetricType metricType() {
    return switch (metric) {
      case COSINE -> IndexParam.MetricType.COSINE;
      case L2 -> IndexParam.MetricType.L2;
      case INNER_PRODUCT -> IndexParam.MetricType.IP;
    };
  }

  private void fill(VectorSet vectors) {
    for (int from = 0; from < vectors.rows(); from += INSERT_ROWS) {
      List<JsonObject> rows = new ArrayList<>();
      for (int row = from; row < Math.min(vectors.rows(), from + INSERT_ROWS); row++) {
        JsonArray components = new JsonArray(vectors.dimension());
        for (float component : vectors.row(row)) {
          components.add(component);
        }
        JsonObject object = new JsonObject();
        object.addProperty(ID, row);
        object.add(VECTOR, components);
        rows.add(object);
      }
      client.insert(InsertReq.builder().collectionName(name).data(rows).build());
    }
    client.flush(FlushReq.builder().collectionNames(List.of(name)).build());
  }

  void search(
      float[] queries,
      int batch,
      int dimension,
      int k,
      int limit,
      Tuning tuning,
      int[] ids,
      float[] distances) {
    List<BaseVector> asked = new ArrayList<>(batch);
    for (int q = 0; q < batch; q++) {
      asked.add(new FloatVec(Arrays.copyOfRange(queries, q * dimension, (q + 1) * dimension)));
    }
    Map<String, Object> params = new HashMap<>(Map.of("ef", Math.max(limit, 64)));
    tuning.values().forEach((key, value) -> params.put(key, value));
    params.keySet().retainAll(SEARCH_SETTINGS);
    List<List<SearchResp.SearchResult>> results;
    try {
      results =
          client
              .search(
                  SearchReq.builder()
                      .collectionName(name)
                      .annsField(VECTOR)
                      .data(asked)
                      .limit(limit)
                      .searchParams(params)
                      .build())
              .getSearchResults();
    } catch (RuntimeException e) {
      throw new BackendException("milvus: cannot search: " + e.getMessage(), e);
    }
    TopK answers = new TopK(k);
    for (int q = 0; q < batch; q++) {
      for (SearchResp.SearchResult result : results.get(q)) {
        answers.offer(distance(result.getScore()), ((Number) result.getId()).intValue());
      }
      answers.drain(ids, distances, q * k, k);
    }
  }

  private float distance(float score) {
    return switch (metric) {
      case COSINE -> 1f - score;
      case L2 -> score;
      case INNER_PRODUCT -> -score;
    };
  }

  @Override
  public void close() {
    try {
      client.dropCollection(DropCollectionReq.builder().collectionName(name).build());
    } finally {
      client.close();
    }
  }
}
