package io.hybridperf.embedded.vector.rpc;

import io.hybridperf.embedded.vector.filter.Filter;
import io.hybridperf.embedded.vector.filter.FilterBits;
import io.hybridperf.embedded.vector.filter.FilterParser;
import io.hybridperf.embedded.vector.index.Collection;
import io.hybridperf.embedded.vector.index.Columns;
import io.hybridperf.embedded.vector.index.Hit;
import io.hybridperf.embedded.vector.index.Metric;
import io.hybridperf.embedded.vector.index.NearestRows;
import io.hybridperf.embedded.vector.index.RowStore;
import io.hybridperf.embedded.vector.index.Schema;
import io.hybridperf.embedded.vector.index.VectorIndex;
import io.milvus.grpc.DataType;
import io.milvus.grpc.FieldData;
import io.milvus.grpc.KeyValuePair;
import io.milvus.grpc.LongArray;
import io.milvus.grpc.QueryRequest;
import io.milvus.grpc.QueryResults;
import io.milvus.grpc.ScalarField;
import io.milvus.grpc.SearchRequest;
import io.milvus.grpc.SearchResultData;
import io.milvus.grpc.SearchResults;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Answers searches and queries of one collection. */
final class Reads {
  private static final String COUNT = "count(*)";
  private static final String DEFAULT_PARTITION = "_default";

  private final Collection collection;
  private final Schema schema;

  Reads(Collection collection) {
    this.collection = collection;
    this.schema = collection.schema();
  }

  SearchResults search(SearchRequest request) throws IOException {
    checkLoaded("search");
    checkPartitions(request.getPartitionNamesList());
    Map<String, String> parameters = SearchRequests.parameters(request);
    SearchRequests.Extent extent = SearchRequests.extent(parameters);
    Schema.Vector field = vectorField(parameters.getOrDefault("anns_field", ""));
    VectorIndex index = collection.index(field);
    checkMetric(parameters.getOrDefault("metric_type", ""), index.metric());
    Set<String> output = outputFields(request.getOutputFieldsList());
    Filter filter;
    try {
      filter = FilterParser.parse(request.getDsl(), schema, request.getExprTemplateValuesMap());
    } catch (MilvusError e) {
      throw new MilvusError("failed to create query plan: " + e.getMessage());
    }
    List<float[]> queries = SearchRequests.queries(request, field);
    SearchResultData.Builder data =
        SearchResultData.newBuilder()
            .setNumQueries(queries.size())
            .setTopK(extent.limit())
            .setPrimaryFieldName(schema.primaryKey().name())
            .addAllOutputFields(output);
    try (RowStore.View view =
        collection.view(request.getUseDefaultConsistency(), request.getConsistencyLevel())) {
      NearestRows nearest = new NearestRows(schema, field, index, view.searcher(), filter);
      List<Hit> hits = new ArrayList<>();
      for (float[] query : queries) {
        List<Hit> found =
            nearest.search(query, extent.limit() + extent.offset(), extent.explored());
        List<Hit> page = found.subList(Math.min(extent.offset(), found.size()), found.size());
        hits.addAll(page);
        data.addTopks(page.size());
      }
      Hit[] all = hits.toArray(Hit[]::new);
      data.setIds(Columns.ids(all, schema.primaryKey()));
      for (Hit hit : all) {
        data.addScores(rounded(hit.score, extent.decimals()));
      }
      addColumns(output, new Columns(view.searcher().getLeafContexts(), all), data::addFieldsData);
    }
    return SearchResults.newBuilder()
        .setStatus(Statuses.OK)
        .setResults(data)
        .setCollectionName(collection.name())
        .build();
  }

  private static float rounded(float score, int decimals) {
    if (decimals < 0) {
      return score;
    }
    double scale = Math.pow(10, decimals);
    return (float) (Math.round(score * scale) / scale);
  }

  QueryResults query(QueryRequest request) throws IOException {
    checkLoaded("query");
    checkPartitions(request.getPartitionNamesList());
    Map<String, String> parameters = new HashMap<>();
    for (KeyValuePair pair : request.getQueryParamsList()) {
      parameters.put(pair.getKey(), pair.getValue());
    }
    if (parameters.containsKey("order_by_fields")) {
      throw MilvusError.unsupported("query parameter order_by_fields");
    }
    boolean limited = parameters.containsKey("limit");
    long limit = SearchRequests.number(parameters, "limit", 0);
    long offset = SearchRequests.number(parameters, "offset", 0);
    Filter filter =
        FilterParser.parse(request.getExpr(), schema, request.getExprTemplateValuesMap());
    if (request.getOutputFieldsList().contains(COUNT)) {
      if (limited) {
        throw new MilvusError("count entities with pagination is not allowed");
      }
      return count(request, filter);
    }
    if (limited) {
      SearchRequests.checkQueryWindow(offset, limit);
    } else if (filter instanceof Filter.All) {
      throw new MilvusError("empty expression should be used with limit");
    }
    Set<String> output = outputFields(request.getOutputFieldsList());
    output.add(schema.primaryKey().name());
    QueryResults.Builder results =
        QueryResults.newBuilder()
            .setStatus(Statuses.OK)
            .setCollectionName(collection.name())
            .setPrimaryFieldName(schema.primaryKey().name())
            .addAllOutputFields(output);
    try (RowStore.View view =
        collection.view(request.getUseDefaultConsistency(), request.getConsistencyLevel())) {
      List<Hit> hits = Collection.matching(view.searcher(), filter);
      Columns.readKeys(view.searcher().getLeafContexts(), hits, schema.primaryKey());
      Hit[] page = page(hits, offset, limited ? limit : Long.MAX_VALUE);
      addColumns(
          output, new Columns(view.searcher().getLeafContexts(), page), results::addFieldsData);
    }
    return results.build();
  }

  private static Hit[] page(List<Hit> hits, long offset, long limit) {
    hits.sort(Hit.BY_KEY);
    List<Hit> page = new ArrayList<>();
    long position = 0;
    for (int i = 0; i < hits.size() && page.size() < limit; i++) {
      boolean repeated = i > 0 && hits.get(i).hasKeyOf(hits.get(i - 1));
      if (!repeated && position++ >= offset) {
        page.add(hits.get(i));
      }
    }
    return page.toArray(Hit[]::new);
  }

  private QueryResults count(QueryRequest request, Filter filter) throws IOException {
    long count = 0;
    try (RowStore.View view =
        collection.view(request.getUseDefaultConsistency(), request.getConsistencyLevel())) {
      if (filter instanceof Filter.All) {
        count = view.searcher().getIndexReader().numDocs();
      } else {
        for (var leaf : view.searcher().getLeafContexts()) {
          count += FilterBits.matching(filter, view.searcher(), leaf).cardinality();
        }
      }
    }
    FieldData column =
        FieldData.newBuilder()
            .setType(DataType.Int64)
            .setFieldName(COUNT)
            .setScalars(ScalarField.newBuilder().setLongData(LongArray.newBuilder().addData(count)))
            .build();
    return QueryResults.newBuilder()
        .setStatus(Statuses.OK)
        .setCollectionName(collection.name())
        .setPrimaryFieldName(schema.primaryKey().name())
        .addAllOutputFields(request.getOutputFieldsList())
        .addFieldsData(column)
        .build();
  }

  private void addColumns(
      Set<String> output, Columns columns, java.util.function.Consumer<FieldData> target)
      throws IOException {
    for (String name : output) {
      Schema.Scalar scalar = schema.scalars().get(name);
      Schema.Vector vector = schema.vectors().get(name);
      if (scalar != null) {
        target.accept(columns.scalar(scalar));
      } else if (vector != null) {
        target.accept(columns.vector(vector, collection.index(vector).metric()));
      }
    }
  }

  private Set<String> outputFields(List<String> names) {
    Set<String> output = new LinkedHashSet<>();
    for (String name : names) {
      if (name.equals("*")) {
        output.addAll(schema.scalars().keySet());
        output.addAll(schema.vectors().keySet());
      } else if (schema.scalars().containsKey(name) || schema.vectors().containsKey(name)) {
        output.add(name);
      } else {
        throw new MilvusError("field " + name + " not exist");
      }
    }
    return output;
  }

  private Schema.Vector vectorField(String name) {
    if (name.isEmpty() && schema.vectors().size() == 1) {
      return schema.vectors().values().iterator().next();
    }
    Schema.Vector field = schema.vectors().get(name);
    if (field != null) {
      return field;
    }
    throw new MilvusError(
        "failed to create query plan: "
            + (schema.scalars().containsKey(name)
                ? "field (" + name + ") to search is not of vector data type"
                : "failed to get field schema by name: fieldName(" + name + ") not found"));
  }

  private void checkMetric(String asked, Metric indexed) {
    if (!asked.isEmpty() && !asked.equalsIgnoreCase(indexed.name())) {
      throw new MilvusError(
          "fail to search: metric type not match: invalid parameter[expected="
              + indexed
              + "][actual="
              + asked
              + "]");
    }
  }

  private void checkLoaded(String what) {
    if (!collection.loaded()) {
      throw new MilvusError(
          MilvusError.COLLECTION_NOT_LOADED,
          "failed to " + what + ": collection not loaded[collection=" + collection.name() + "]");
    }
  }

  static void checkPartitions(List<String> names) {
    for (String name : names) {
      if (!name.isEmpty() && !name.equals(DEFAULT_PARTITION)) {
        throw new MilvusError(
            MilvusError.PARTITION_NOT_FOUND, "partition not found[partition=" + name + "]");
      }
    }
  }
}
