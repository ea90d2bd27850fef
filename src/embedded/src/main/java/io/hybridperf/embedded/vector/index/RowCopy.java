package io.hybridperf.embedded.vector.index;

import io.hybridperf.embedded.vector.filter.Filter;
import io.milvus.grpc.FieldData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.lucene.search.IndexSearcher;

/** Writes all rows of an index into one that compares or links vectors differently. */
final class RowCopy {
  private static final int BATCH = 1000;

  private final Schema schema;
  private final Map<String, VectorIndex> from;

  RowCopy(Schema schema, Map<String, VectorIndex> from) {
    this.schema = schema;
    this.from = from;
  }

  void copy(IndexSearcher source, RowStore target) throws IOException {
    List<Hit> all = Collection.matching(source, new Filter.All());
    for (int start = 0; start < all.size(); start += BATCH) {
      List<Hit> batch = all.subList(start, Math.min(all.size(), start + BATCH));
      Columns columns = new Columns(source.getLeafContexts(), batch.toArray(Hit[]::new));
      List<FieldData> data = new ArrayList<>();
      for (Schema.Scalar field : schema.scalars().values()) {
        data.add(columns.scalar(field));
      }
      for (Schema.Vector field : schema.vectors().values()) {
        Metric metric = from.getOrDefault(field.name(), VectorIndex.DEFAULT).metric();
        data.add(columns.vector(field, metric));
      }
      target.add(data, batch.size());
    }
  }
}
