package io.hybridperf.embedded.vector.rpc;

import io.hybridperf.embedded.vector.index.Collection;
import io.hybridperf.embedded.vector.index.Timestamps;
import io.hybridperf.embedded.vector.schema.RequestException;
import io.hybridperf.embedded.vector.schema.RequestException.Reason;
import io.milvus.grpc.CreateIndexRequest;
import io.milvus.grpc.DescribeIndexRequest;
import io.milvus.grpc.DescribeIndexResponse;
import io.milvus.grpc.IndexDescription;
import io.milvus.grpc.IndexState;
import java.io.IOException;

/** Creates and describes a collection's index. */
final class Indexes {
  private Indexes() {}

  static void create(Collection collection, CreateIndexRequest request) throws IOException {
    String field = request.getFieldName();
    if (!field.equals(collection.schema().vector().name())) {
      throw collection.schema().scalars().containsKey(field)
          ? RequestException.unsupported("an index on scalar field " + field)
          : new RequestException("cannot create index on non-exist field: " + field);
    }
    collection.createIndex(
        IndexDescription.newBuilder()
            .setIndexName(request.getIndexName().isEmpty() ? field : request.getIndexName())
            .setFieldName(field)
            .setIndexID(Timestamps.next())
            .setState(IndexState.Finished)
            .addAllParams(request.getExtraParamsList())
            .build());
  }

  static DescribeIndexResponse describe(Collection collection, DescribeIndexRequest request)
      throws IOException {
    String field = request.getFieldName();
    String name = request.getIndexName();
    IndexDescription index =
        collection
            .index()
            .filter(found -> field.isEmpty() || found.getFieldName().equals(field))
            .filter(found -> name.isEmpty() || found.getIndexName().equals(name))
            .orElseThrow(() ->
                new RequestException(
                    Reason.INDEX_NOT_FOUND,
                    "index not found[collection=%s][field=%s][index=%s]"
                        .formatted(collection.name(), field, name)));
    int rows = collection.rowCount();
    return DescribeIndexResponse.newBuilder()
        .setStatus(RpcAnswers.OK)
        .addIndexDescriptions(index.toBuilder().setTotalRows(rows).setIndexedRows(rows))
        .build();
  }
}
