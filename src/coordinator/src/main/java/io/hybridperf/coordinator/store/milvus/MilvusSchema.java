package io.hybridperf.coordinator.store.milvus;

import io.hybridperf.coordinator.store.ContentFields;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.DataType;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.service.collection.request.AddFieldReq;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import java.util.List;
import java.util.Map;

/** The collection that the coordinator expects in Milvus. */
public final class MilvusSchema {

  /** The collection's usual name. */
  public static final String COLLECTION = "media_embeddings";

  /** INT64, the primary key. */
  public static final String CONTENT_ID = "content_id";

  // Milvus counts bytes; names may have 128 characters of up to 4 bytes.
  private static final int MAX_NAME_BYTES = 512;

  private MilvusSchema() {}

  /**
   * Creates, indexes and loads the collection.
   *
   * @param client a connected client
   * @param collection the collection's name
   * @param dimension of the embeddings, 1..32768
   * @param index the type of the index over the embeddings, which are compared by cosine
   * @param indexParams its build parameters
   */
  public static void create(
      MilvusClientV2 client,
      String collection,
      int dimension,
      IndexParam.IndexType index,
      Map<String, Object> indexParams) {
    client.createCollection(
        CreateCollectionReq.builder()
            .collectionName(collection)
            .collectionSchema(schema(dimension))
            .indexParams(
                List.of(
                    IndexParam.builder()
                        .fieldName(ContentFields.EMBEDDING)
                        .indexType(index)
                        .metricType(IndexParam.MetricType.COSINE)
                        .extraParams(indexParams)
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
            .fieldName(ContentFields.EMBEDDING)
            .dataType(DataType.FloatVector)
            .dimension(dimension)
            .build());
    schema.addField(name(ContentFields.GENRE));
    schema.addField(name(ContentFields.MOOD));
    schema.addField(
        AddFieldReq.builder()
            .fieldName(ContentFields.POPULARITY)
            .dataType(DataType.Double)
            .build());
    schema.addField(
        AddFieldReq.builder()
            .fieldName(ContentFields.RELEASE_YEAR)
            .dataType(DataType.Int32)
            .build());
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
