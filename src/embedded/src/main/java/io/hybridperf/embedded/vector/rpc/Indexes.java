package io.hybridperf.embedded.vector.rpc;

import io.hybridperf.embedded.vector.index.Collection;
import io.hybridperf.embedded.vector.index.RowStore;
import io.hybridperf.embedded.vector.index.Schema;
import io.hybridperf.embedded.vector.index.VectorIndex;
import io.milvus.grpc.CreateIndexRequest;
import io.milvus.grpc.DescribeIndexResponse;
import io.milvus.grpc.IndexDescription;
import io.milvus.grpc.IndexState;
import io.milvus.grpc.KeyValuePair;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Creates, describes and drops a collection's indexes. */
final class Indexes {
  private Indexes() {}

  /**
   * Creates an index. One on a scalar field only gets a name: scalars are always indexed.
   *
   * @throws MilvusError if the field has another index already
   */
  static void create(Collection collection, CreateIndexRequest request) throws IOException {
    Schema schema = collection.schema();
    String field = request.getFieldName();
    if (!schema.vectors().containsKey(field) && !schema.scalars().containsKey(field)) {
      throw new MilvusError("cannot create index on non-exist field: " + field);
    }
    Map<String, String> params = new LinkedHashMap<>();
    for (KeyValuePair pair : request.getExtraParamsList()) {
      params.put(pair.getKey(), pair.getValue());
    }
    if (schema.vectors().containsKey(field)) {
      VectorIndex.of(params);
      params.putIfAbsent("metric_type", VectorIndex.DEFAULT.metric().name());
    }
    String name = request.getIndexName().isEmpty() ? field : request.getIndexName();
    IndexDescription.Builder description =
        IndexDescription.newBuilder()
            .setIndexName(name)
            .setFieldName(field)
            .setIndexID(Timestamps.next())
            .setState(IndexState.Finished);
    params.forEach((key, value) ->
        description.addParams(KeyValuePair.newBuilder().setKey(key).setValue(value)));
    for (IndexDescription existing : collection.indexes()) {
      boolean sameField = existing.getFieldName().equals(field);
      if (sameField
          && existing.getIndexName().equals(name)
          && existing.getParamsList().equals(description.getParamsList())) {
        return;
      }
      if (sameField) {
        throw new MilvusError(
            "CreateIndex failed: at most one distinct index is allowed per field");
      }
      if (existing.getIndexName().equals(name)) {
        throw new MilvusError(
            "CreateIndex failed: index name "
                + name
                + " is taken by field "
                + existing.getFieldName());
      }
    }
    collection.addIndex(description.build());
  }

  static DescribeIndexResponse describe(Collection collection, String field, String name)
      throws IOException {
    List<IndexDescription> found = matching(collection, field, name);
    if (found.isEmpty()) {
      throw new MilvusError(
          MilvusError.INDEX_NOT_FOUND,
          "index not found[collection="
              + collection.name()
              + "][field="
              + field
              + "][index="
              + name
              + "]");
    }
    int rows = rowCount(collection);
    DescribeIndexResponse.Builder response =
        DescribeIndexResponse.newBuilder().setStatus(Statuses.OK);
    for (IndexDescription index : found) {
      response.addIndexDescriptions(index.toBuilder().setTotalRows(rows).setIndexedRows(rows));
    }
    return response.build();
  }

  /** Drops the indexes that match; none is fine. */
  static void drop(Collection collection, String field, String name) throws IOException {
    List<IndexDescription> found = matching(collection, field, name);
    boolean ofVector =
        found.stream()
            .anyMatch(index -> collection.schema().vectors().containsKey(index.getFieldName()));
    if (ofVector && collection.loaded()) {
      throw new MilvusError(
          "index cannot be dropped, collection is loaded, please release it first");
    }
    collection.removeIndexes(found);
  }

  private static List<IndexDescription> matching(Collection collection, String field, String name) {
    return collection.indexes().stream()
        .filter(index -> field.isEmpty() || index.getFieldName().equals(field))
        .filter(index -> name.isEmpty() || index.getIndexName().equals(name))
        .toList();
  }

  static int rowCount(Collection collection) throws IOException {
    try (RowStore.View view = collection.current()) {
      return view.searcher().getIndexReader().numDocs();
    }
  }
}
