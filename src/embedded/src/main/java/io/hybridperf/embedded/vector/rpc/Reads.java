package io.hybridperf.embedded.vector.rpc;

import io.hybridperf.embedded.vector.filter.Filter;
import io.hybridperf.embedded.vector.filter.FilterParser;
import io.hybridperf.embedded.vector.index.Collection;
import io.hybridperf.embedded.vector.index.Columns;
import io.hybridperf.embedded.vector.index.Hit;
import io.hybridperf.embedded.vector.index.NearestRows;
import io.hybridperf.embedded.vector.index.RowStore;
import io.hybridperf.embedded.vector.index.VectorIndex;
import io.hybridperf.embedded.vector.schema.RequestException;
import io.hybridperf.embedded.vector.schema.RequestException.Reason;
import io.hybridperf.embedded.vector.schema.Schema;
import io.milvus.grpc.DataType;
import io.milvus.grpc.FieldData;
import io.milvus.grpc.LongArray;
import io.milvus.grpc.QueryRequest;
import io.milvus.grpc.QueryResults;
import io.milvus.grpc.ScalarField;
import io.milvus.grpc.SearchRequest;
import io.milvus.grpc.SearchResultData;
import io.milvus.grpc.SearchResults;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** RpcAnswers searches and queries of one collection. */
final class Reads {
  private static final String COUNT = "count(*)";

  private final Collection collection;
  private final Schema schema;

  Reads(Collection collection) {
    this.collection = collection;
    this.schema = collection.schema();
  }

  SearchResults search(SearchRequest request) throws IOException {
    checkLoaded(collection, "search");
    ReadParameters parameters = ReadParameters.of(request);
    int limit = parameters.searchLimit();
    checkVectorField(parameters.text("anns_field"));
    checkMetric(parameters.text("metric_type"));
    Set<String> output = outputFields(request.getOutputFieldsList());
    Filter filter;
    try {
      filter = FilterParser.parse(request.getDsl(), schema);
    } catch (RequestException e) {
      throw new RequestException("failed to create query plan: " + e.getMessage());
    }
    List<float[]> queries = QueryVectors.of(request, schema.vector());
    SearchResultData.Builder data =
        SearchResultData.newBuilder()
            .setNumQueries(queries.size())
            .setTopK(limit)
            .setPrimaryFieldName(schema.primaryKey().name())
            .addAllOutputFields(output);
    try (RowStore.View view =
        collection.view(request.getUseDefaultConsistency(), request.getConsistencyLevel())) {
      NearestRows nearest = new NearestRows(schema, view.searcher(), filter);
      List<Hit> hits = new ArrayList<>();
      for (float[] query : queries) {
        List<Hit> found = nearest.search(query, limit, parameters.explored(limit));
        hits.addAll(found);
        data.addTopks(found.size());
      }
      data.setIds(Columns.ids(hits));
      for (Hit hit : hits) {
        data.addScores(hit.score());
      }
      Columns columns = new Columns(view.searcher(), hits);
      for (String name : output) {
        data.addFieldsData(columns.scalar(scalar(name)));
      }
    }
    return SearchResults.newBuilder()
        .setStatus(RpcAnswers.OK)
        .setResults(data)
        .setCollectionName(collection.name())
        .build();
  }

  QueryResults query(QueryRequest request) throws IOException {
    checkLoaded(collection, "query");
    ReadParameters parameters = ReadParameters.of(request);
    Filter filter = FilterParser.parse(request.getExpr(), schema);
    QueryResults.Builder results =
        QueryResults.newBuilder()
            .setStatus(RpcAnswers.OK)
            .setCollectionName(collection.name())
            .setPrimaryFieldName(schema.primaryKey().name());
    try (RowStore.View view =
        collection.view(request.getUseDefaultConsistency(), request.getConsistencyLevel())) {
      int limit = parameters.queryLimit();
      if (request.getOutputFieldsList().contains(COUNT)) {
        if (limit < Integer.MAX_VALUE) {
          throw new RequestException("count entities with pagination is not allowed");
        }
        return results
            .addAllOutputFields(request.getOutputFieldsList())
            .addFieldsData(count(view.matching(filter).size()))
            .build();
      }
      if (limit == Integer.MAX_VALUE && filter instanceof Filter.All) {
        throw new RequestException("empty expression should be used with limit");
      }
      Set<String> output = outputFields(request.getOutputFieldsList());
      output.add(schema.primaryKey().name());
      List<Hit> hits = view.matching(filter);
      hits.sort(Comparator.comparingLong(Hit::key));
      Columns columns = new Columns(view.searcher(), hits.subList(0, Math.min(limit, hits.size())));
      for (String name : output) {
        results.addFieldsData(columns.scalar(scalar(name)));
      }
      return results.addAllOutputFields(output).build();
    }
  }

  private static FieldData count(int rows) {
    return FieldData.newBuilder()
        .setType(DataType.Int64)
        .setFieldName(COUNT)
        .setScalars(ScalarField.newBuilder().setLongData(LongArray.newBuilder().addData(rows)))
        .build();
  }

  private Schema.Scalar scalar(String name) {
    Schema.Scalar field = schema.scalars().get(name);
    if (field == null) {
      throw name.equals(schema.vector().name()) || name.equals("*")
          ? RequestException.unsupported("output field " + name)
          : new RequestException("field " + name + " not exist");
    }
    return field;
  }

  private Set<String> outputFields(List<String> names) {
    names.forEach(this::scalar);
    return new LinkedHashSet<>(names);
  }

  private void checkVectorField(String name) {
    if (!name.isEmpty() && !name.equals(schema.vector().name())) {
      throw new RequestException(
          "failed to create query plan: "
              + (schema.scalars().containsKey(name)
                  ? "field (" + name + ") to search is not of vector data type"
                  : "failed to get field schema by name: fieldName(" + name + ") not found"));
    }
  }

  private static void checkMetric(String asked) {
    if (!asked.isEmpty() && !asked.equalsIgnoreCase(VectorIndex.METRIC)) {
      throw new RequestException(
          "fail to search: metric type not match: invalid parameter[expected=%s][actual=%s]"
              .formatted(VectorIndex.METRIC, asked));
    }
  }

  static void checkLoaded(Collection collection, String what) {
    if (!collection.loaded()) {
      throw new RequestException(
          Reason.COLLECTION_NOT_LOADED,
          "failed to " + what + ": collection not loaded[collection=" + collection.name() + "]");
    }
  }
}
