package io.hybridperf.contract;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.common.DataType;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.common.IndexParam.MetricType;
import io.milvus.v2.service.collection.request.AddFieldReq;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.collection.request.CreateCollectionReq.CollectionSchema;
import io.milvus.v2.service.collection.request.DropCollectionReq;
import io.milvus.v2.service.vector.request.InsertReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.UpsertReq;
import io.milvus.v2.service.vector.request.data.FloatVec;
import io.milvus.v2.service.vector.response.QueryResp;
import io.milvus.v2.service.vector.response.SearchResp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A collection with the fields of {@code media_embeddings}, and the shortest way to use it. */
public record Films(MilvusClientV2 client, String name, int dimension) implements AutoCloseable {
  /** One row. */
  @SuppressWarnings("ArrayRecordComponent") // Nothing compares films or changes their vectors.
  public record Film(long id, float[] vector, String genre, double popularity, int year) {
    public static Film of(long id, float... vector) {
      return new Film(id, vector, "genre" + id % 3, id / 2.0, (int) (1990 + id));
    }

    public Film withGenre(String changed) {
      return new Film(id, vector, changed, popularity, year);
    }

    public JsonObject json() {
      JsonObject row = new JsonObject();
      row.addProperty("id", id);
      JsonArray array = new JsonArray();
      for (float x : vector) {
        array.add(x);
      }
      row.add("embedding", array);
      row.addProperty("genre", genre);
      row.addProperty("popularity", popularity);
      row.addProperty("year", year);
      return row;
    }
  }

  public static CollectionSchema schema(int dimension) {
    CollectionSchema schema = CollectionSchema.builder().build();
    schema.addField(
        AddFieldReq.builder().fieldName("id").dataType(DataType.Int64).isPrimaryKey(true).build());
    schema.addField(
        AddFieldReq.builder()
            .fieldName("embedding")
            .dataType(DataType.FloatVector)
            .dimension(dimension)
            .build());
    schema.addField(
        AddFieldReq.builder().fieldName("genre").dataType(DataType.VarChar).maxLength(200).build());
    schema.addField(
        AddFieldReq.builder().fieldName("popularity").dataType(DataType.Double).build());
    schema.addField(AddFieldReq.builder().fieldName("year").dataType(DataType.Int32).build());
    return schema;
  }

  public static IndexParam index() {
    return IndexParam.builder()
        .fieldName("embedding")
        .indexType(IndexParam.IndexType.HNSW)
        .metricType(MetricType.COSINE)
        .extraParams(Map.of("M", 16, "efConstruction", 200))
        .build();
  }

  /** Creates and loads the collection, in the place of one of the same name. */
  public static Films create(MilvusClientV2 client, String name, int dimension) {
    client.dropCollection(DropCollectionReq.builder().collectionName(name).build());
    client.createCollection(
        CreateCollectionReq.builder()
            .collectionName(name)
            .collectionSchema(schema(dimension))
            .indexParam(index())
            .consistencyLevel(ConsistencyLevel.STRONG)
            .build());
    return new Films(client, name, dimension);
  }

  public void insert(List<Film> films) {
    client.insert(
        InsertReq.builder()
            .collectionName(name)
            .data(films.stream().map(Film::json).toList())
            .build());
  }

  public void upsert(List<Film> films) {
    client.upsert(
        UpsertReq.builder()
            .collectionName(name)
            .data(films.stream().map(Film::json).toList())
            .build());
  }

  public SearchReq.SearchReqBuilder searching(float[] vector, int k) {
    return SearchReq.builder()
        .collectionName(name)
        .annsField("embedding")
        .data(List.of(new FloatVec(vector)))
        .limit(k)
        .consistencyLevel(ConsistencyLevel.STRONG);
  }

  public List<SearchResp.SearchResult> search(float[] vector, int k) {
    return client.search(searching(vector, k).build()).getSearchResults().getFirst();
  }

  public List<Long> nearest(float[] vector, int k) {
    return ids(search(vector, k));
  }

  public static List<Long> ids(List<SearchResp.SearchResult> results) {
    return results.stream().map(result -> (Long) result.getId()).toList();
  }

  public QueryReq.QueryReqBuilder querying(String filter) {
    return QueryReq.builder()
        .collectionName(name)
        .filter(filter)
        .outputFields(List.of("id"))
        .consistencyLevel(ConsistencyLevel.STRONG);
  }

  public List<Long> matching(String filter) {
    return ids(client.query(querying(filter).build()));
  }

  public static List<Long> ids(QueryResp response) {
    List<Long> ids = new ArrayList<>();
    response.getQueryResults().forEach(row -> ids.add((Long) row.getEntity().get("id")));
    return ids;
  }

  public long count(String filter) {
    QueryResp response = client.query(querying(filter).outputFields(List.of("count(*)")).build());
    return (Long) response.getQueryResults().getFirst().getEntity().get("count(*)");
  }

  public static float[] random(SplittableRandom random, int dimension) {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  @Override
  public void close() {
    drop();
  }

  public void drop() {
    client.dropCollection(DropCollectionReq.builder().collectionName(name).build());
  }
}
