package io.hybridperf.coordinator.store.milvus;

import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.DataType;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.service.collection.request.AddFieldReq;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import java.util.List;
import java.util.Map;

/** The Milvus collection of embeddings: the names of its fields, and how it is created. */
public final class MediaEmbeddings {

  /** The collection's usual name. */
  public static final String COLLECTION = "media_embeddings";

  /** INT64, primary key. */
  public static final String CONTENT_ID = "content_id";

  /** FLOAT_VECTOR of the collection's dimension, compared by cosine. */
  public static final String EMBEDDING = "embedding";

  /** VARCHAR: the first genre, or empty. */
  public static final String GENRE = "genre";

  /** VARCHAR: the first mood, or empty. */
  public static final String MOOD = "mood";

  /** DOUBLE: 0..1. */
  public static final String POPULARITY = "popularity";

  /** INT32: a year, or 0 if unknown. */
  public static final String RELEASE_YEAR = "release_year";

  // Milvus counts bytes; names may have 128 characters of up to 4 bytes.
  private static final int MAX_NAME_BYTES = 512;

  private MediaEmbeddings() {}

  /**
   * The index over the embeddings.
   *
   * @param type Milvus's index type
   * @param params its build parameters
   */
  public record Index(IndexParam.IndexType type, Map<String, Object> params) {

    /** HNSW with M = 16 and efConstruction = 200: the default on CPUs. */
    public static final Index HNSW =
        new Index(IndexParam.IndexType.HNSW, Map.of("M", 16, "efConstruction", 200));

    /** CAGRA with Milvus's default degrees: the default on GPUs. */
    public static final Index GPU_CAGRA =
        new Index(
            IndexParam.IndexType.GPU_CAGRA,
            Map.of("intermediate_graph_degree", 64, "graph_degree", 32));
  }

  /**
   * Creates, indexes and loads the collection.
   *
   * @param client a connected client
   * @param collection the collection's name
   * @param dimension of the embeddings, 1..32768
   * @param index over the embeddings
   */
  public static void create(MilvusClientV2 client, String collection, int dimension, Index index) {
    client.createCollection(
        CreateCollectionReq.builder()
            .collectionName(collection)
            .collectionSchema(schema(dimension))
            .indexParams(
                List.of(
                    IndexParam.builder()
                        .fieldName(EMBEDDING)
                        .indexType(index.type())
                        .metricType(IndexParam.MetricType.COSINE)
                        .extraParams(index.params())
                        .build()))
            .build());
  }

  private static CreateCollectionReq.CollectionSchema schema(int dimension) {
    CreateCollectionReq.CollectionSchema schema = MilvusClientV2.CreateSchema();
    schema.addField(
        AddFieldReq.builder()
            .fieldName(CONTENT_ID)
            .dataType(DataType.Int64)
            .isPrimaryKey(true)
            .autoID(false)
            .build());
    schema.addField(
        AddFieldReq.builder()
            .fieldName(EMBEDDING)
            .dataType(DataType.FloatVector)
            .dimension(dimension)
            .build());
    schema.addField(name(GENRE));
    schema.addField(name(MOOD));
    schema.addField(AddFieldReq.builder().fieldName(POPULARITY).dataType(DataType.Double).build());
    schema.addField(AddFieldReq.builder().fieldName(RELEASE_YEAR).dataType(DataType.Int32).build());
    return schema;
  }

  private static AddFieldReq name(String field) {
    return AddFieldReq.builder()
        .fieldName(field)
        .dataType(DataType.VarChar)
        .maxLength(MAX_NAME_BYTES)
        .build();
  }
}
