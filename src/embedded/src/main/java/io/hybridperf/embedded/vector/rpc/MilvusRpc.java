package io.hybridperf.embedded.vector.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.hybridperf.embedded.vector.VectorServer;
import io.hybridperf.embedded.vector.filter.Filter;
import io.hybridperf.embedded.vector.filter.FilterParser;
import io.hybridperf.embedded.vector.index.Catalog;
import io.hybridperf.embedded.vector.index.Collection;
import io.milvus.grpc.AllocTimestampRequest;
import io.milvus.grpc.AllocTimestampResponse;
import io.milvus.grpc.BoolResponse;
import io.milvus.grpc.CheckHealthRequest;
import io.milvus.grpc.CheckHealthResponse;
import io.milvus.grpc.CollectionSchema;
import io.milvus.grpc.ConnectRequest;
import io.milvus.grpc.ConnectResponse;
import io.milvus.grpc.CreateCollectionRequest;
import io.milvus.grpc.CreateIndexRequest;
import io.milvus.grpc.DeleteRequest;
import io.milvus.grpc.DescribeCollectionRequest;
import io.milvus.grpc.DescribeCollectionResponse;
import io.milvus.grpc.DescribeIndexRequest;
import io.milvus.grpc.DescribeIndexResponse;
import io.milvus.grpc.DropCollectionRequest;
import io.milvus.grpc.DropIndexRequest;
import io.milvus.grpc.FlushRequest;
import io.milvus.grpc.FlushResponse;
import io.milvus.grpc.GetCollectionStatisticsRequest;
import io.milvus.grpc.GetCollectionStatisticsResponse;
import io.milvus.grpc.GetFlushStateRequest;
import io.milvus.grpc.GetFlushStateResponse;
import io.milvus.grpc.GetLoadStateRequest;
import io.milvus.grpc.GetLoadStateResponse;
import io.milvus.grpc.GetLoadingProgressRequest;
import io.milvus.grpc.GetLoadingProgressResponse;
import io.milvus.grpc.GetVersionRequest;
import io.milvus.grpc.GetVersionResponse;
import io.milvus.grpc.HasCollectionRequest;
import io.milvus.grpc.InsertRequest;
import io.milvus.grpc.KeyValuePair;
import io.milvus.grpc.ListDatabasesRequest;
import io.milvus.grpc.ListDatabasesResponse;
import io.milvus.grpc.LoadCollectionRequest;
import io.milvus.grpc.LoadState;
import io.milvus.grpc.LongArray;
import io.milvus.grpc.MilvusServiceGrpc;
import io.milvus.grpc.MutationResult;
import io.milvus.grpc.QueryRequest;
import io.milvus.grpc.QueryResults;
import io.milvus.grpc.ReleaseCollectionRequest;
import io.milvus.grpc.RenameCollectionRequest;
import io.milvus.grpc.SearchRequest;
import io.milvus.grpc.SearchResults;
import io.milvus.grpc.ServerInfo;
import io.milvus.grpc.ShowCollectionsRequest;
import io.milvus.grpc.ShowCollectionsResponse;
import io.milvus.grpc.Status;
import io.milvus.grpc.UpsertRequest;
import io.milvus.shaded.io.grpc.stub.StreamObserver;
import java.util.List;

/**
 * The part of Milvus's gRPC service that there is; a method that is not overridden here is refused
 * as UNIMPLEMENTED. Milvus reports a refusal inside a successful gRPC answer, and so does this.
 */
public final class MilvusRpc extends MilvusServiceGrpc.MilvusServiceImplBase {
  private static final String DEFAULT_DATABASE = "default";

  private final Catalog catalog;

  public MilvusRpc(Catalog catalog) {
    this.catalog = catalog;
  }

  private Collection collection(String database, String name) {
    checkDatabase(database);
    return catalog.get(name);
  }

  private static void checkDatabase(String database) {
    if (!database.isEmpty() && !database.equals(DEFAULT_DATABASE)) {
      throw new MilvusError(
          MilvusError.DATABASE_NOT_FOUND, "database not found[database=" + database + "]");
    }
  }

  @Override
  public void connect(ConnectRequest request, StreamObserver<ConnectResponse> observer) {
    observer.onNext(
        ConnectResponse.newBuilder()
            .setStatus(Statuses.OK)
            .setIdentifier(Timestamps.next())
            .setServerInfo(ServerInfo.newBuilder().setBuildTags(VectorServer.name()))
            .build());
    observer.onCompleted();
  }

  @Override
  public void getVersion(GetVersionRequest request, StreamObserver<GetVersionResponse> observer) {
    observer.onNext(
        GetVersionResponse.newBuilder()
            .setStatus(Statuses.OK)
            .setVersion(VectorServer.name())
            .build());
    observer.onCompleted();
  }

  @Override
  public void checkHealth(
      CheckHealthRequest request, StreamObserver<CheckHealthResponse> observer) {
    observer.onNext(
        CheckHealthResponse.newBuilder().setStatus(Statuses.OK).setIsHealthy(true).build());
    observer.onCompleted();
  }

  @Override
  public void allocTimestamp(
      AllocTimestampRequest request, StreamObserver<AllocTimestampResponse> observer) {
    observer.onNext(
        AllocTimestampResponse.newBuilder()
            .setStatus(Statuses.OK)
            .setTimestamp(Timestamps.next())
            .build());
    observer.onCompleted();
  }

  @Override
  public void listDatabases(
      ListDatabasesRequest request, StreamObserver<ListDatabasesResponse> observer) {
    observer.onNext(
        ListDatabasesResponse.newBuilder()
            .setStatus(Statuses.OK)
            .addDbNames(DEFAULT_DATABASE)
            .build());
    observer.onCompleted();
  }

  @Override
  public void createCollection(CreateCollectionRequest request, StreamObserver<Status> observer) {
    Answers.done(
        observer,
        () -> {
          checkDatabase(request.getDbName());
          catalog.create(request, schema(request.getSchema()));
        });
  }

  private static CollectionSchema schema(ByteString bytes) {
    try {
      return CollectionSchema.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new MilvusError("schema cannot be read: " + e.getMessage());
    }
  }

  @Override
  public void dropCollection(DropCollectionRequest request, StreamObserver<Status> observer) {
    Answers.done(
        observer,
        () -> {
          checkDatabase(request.getDbName());
          catalog.drop(request.getCollectionName());
        });
  }

  @Override
  public void renameCollection(RenameCollectionRequest request, StreamObserver<Status> observer) {
    Answers.done(
        observer,
        () -> {
          checkDatabase(request.getDbName());
          checkDatabase(request.getNewDBName());
          catalog.rename(request.getOldName(), request.getNewName());
        });
  }

  @Override
  public void hasCollection(HasCollectionRequest request, StreamObserver<BoolResponse> observer) {
    Answers.value(
        observer,
        () -> {
          checkDatabase(request.getDbName());
          return BoolResponse.newBuilder()
              .setStatus(Statuses.OK)
              .setValue(catalog.has(request.getCollectionName()))
              .build();
        },
        status -> BoolResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void describeCollection(
      DescribeCollectionRequest request, StreamObserver<DescribeCollectionResponse> observer) {
    Answers.value(
        observer,
        () ->
            collection(request.getDbName(), request.getCollectionName()).description().toBuilder()
                .setStatus(Statuses.OK)
                .build(),
        status -> DescribeCollectionResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void showCollections(
      ShowCollectionsRequest request, StreamObserver<ShowCollectionsResponse> observer) {
    Answers.value(
        observer,
        () -> {
          checkDatabase(request.getDbName());
          ShowCollectionsResponse.Builder all =
              ShowCollectionsResponse.newBuilder().setStatus(Statuses.OK);
          for (Collection collection : catalog.all()) {
            DescribeCollectionResponse description = collection.description();
            all.addCollectionNames(collection.name())
                .addCollectionIds(description.getCollectionID())
                .addCreatedTimestamps(description.getCreatedTimestamp())
                .addCreatedUtcTimestamps(description.getCreatedUtcTimestamp())
                .addQueryServiceAvailable(collection.loaded())
                .addShardsNum(description.getShardsNum());
          }
          return all.build();
        },
        status -> ShowCollectionsResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void loadCollection(LoadCollectionRequest request, StreamObserver<Status> observer) {
    Answers.done(
        observer,
        () -> collection(request.getDbName(), request.getCollectionName()).setLoaded(true));
  }

  @Override
  public void releaseCollection(ReleaseCollectionRequest request, StreamObserver<Status> observer) {
    Answers.done(
        observer,
        () -> collection(request.getDbName(), request.getCollectionName()).setLoaded(false));
  }

  @Override
  public void getLoadState(
      GetLoadStateRequest request, StreamObserver<GetLoadStateResponse> observer) {
    Answers.value(
        observer,
        () -> {
          checkDatabase(request.getDbName());
          Reads.checkPartitions(request.getPartitionNamesList());
          String name = request.getCollectionName();
          LoadState state;
          if (!catalog.has(name)) {
            state = LoadState.LoadStateNotExist;
          } else {
            state =
                catalog.get(name).loaded() ? LoadState.LoadStateLoaded : LoadState.LoadStateNotLoad;
          }
          return GetLoadStateResponse.newBuilder().setStatus(Statuses.OK).setState(state).build();
        },
        status -> GetLoadStateResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void getLoadingProgress(
      GetLoadingProgressRequest request, StreamObserver<GetLoadingProgressResponse> observer) {
    Answers.value(
        observer,
        () -> {
          Reads.checkPartitions(request.getPartitionNamesList());
          Collection collection = collection(request.getDbName(), request.getCollectionName());
          if (!collection.loaded()) {
            throw new MilvusError(
                MilvusError.COLLECTION_NOT_LOADED,
                "collection not loaded[collection=" + collection.name() + "]");
          }
          return GetLoadingProgressResponse.newBuilder()
              .setStatus(Statuses.OK)
              .setProgress(100)
              .setRefreshProgress(100)
              .build();
        },
        status -> GetLoadingProgressResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void getCollectionStatistics(
      GetCollectionStatisticsRequest request,
      StreamObserver<GetCollectionStatisticsResponse> observer) {
    Answers.value(
        observer,
        () -> {
          Collection collection = collection(request.getDbName(), request.getCollectionName());
          return GetCollectionStatisticsResponse.newBuilder()
              .setStatus(Statuses.OK)
              .addStats(
                  KeyValuePair.newBuilder()
                      .setKey("row_count")
                      .setValue(Integer.toString(Indexes.rowCount(collection))))
              .build();
        },
        status -> GetCollectionStatisticsResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void createIndex(CreateIndexRequest request, StreamObserver<Status> observer) {
    Answers.done(
        observer,
        () ->
            Indexes.create(collection(request.getDbName(), request.getCollectionName()), request));
  }

  @Override
  public void describeIndex(
      DescribeIndexRequest request, StreamObserver<DescribeIndexResponse> observer) {
    Answers.value(
        observer,
        () ->
            Indexes.describe(
                collection(request.getDbName(), request.getCollectionName()),
                request.getFieldName(),
                request.getIndexName()),
        status -> DescribeIndexResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void dropIndex(DropIndexRequest request, StreamObserver<Status> observer) {
    Answers.done(
        observer,
        () ->
            Indexes.drop(
                collection(request.getDbName(), request.getCollectionName()),
                request.getFieldName(),
                request.getIndexName()));
  }

  @Override
  public void insert(InsertRequest request, StreamObserver<MutationResult> observer) {
    mutate(
        observer,
        () -> {
          Collection collection = collection(request.getDbName(), request.getCollectionName());
          Reads.checkPartitions(List.of(request.getPartitionName()));
          collection.insert(request.getFieldsDataList(), request.getNumRows());
          return MutationResult.newBuilder()
              .setIDs(RowDecoder.ids(collection.schema(), request.getFieldsDataList()))
              .setInsertCnt(request.getNumRows());
        });
  }

  @Override
  public void upsert(UpsertRequest request, StreamObserver<MutationResult> observer) {
    mutate(
        observer,
        () -> {
          Collection collection = collection(request.getDbName(), request.getCollectionName());
          Reads.checkPartitions(List.of(request.getPartitionName()));
          if (request.getPartialUpdate()) {
            throw MilvusError.unsupported("a partial update");
          }
          collection.upsert(request.getFieldsDataList(), request.getNumRows());
          return MutationResult.newBuilder()
              .setIDs(RowDecoder.ids(collection.schema(), request.getFieldsDataList()))
              .setUpsertCnt(request.getNumRows());
        });
  }

  @Override
  public void delete(DeleteRequest request, StreamObserver<MutationResult> observer) {
    mutate(
        observer,
        () -> {
          Collection collection = collection(request.getDbName(), request.getCollectionName());
          Reads.checkPartitions(List.of(request.getPartitionName()));
          if (request.getExpr().isBlank()) {
            throw new MilvusError(
                MilvusError.INVALID_PARAMETER, "delete needs a filter or ids, the filter is empty");
          }
          Filter filter =
              FilterParser.parse(
                  request.getExpr(), collection.schema(), request.getExprTemplateValuesMap());
          return MutationResult.newBuilder().setDeleteCnt(collection.delete(filter));
        });
  }

  private static void mutate(
      StreamObserver<MutationResult> observer, Answers.Work<MutationResult.Builder> work) {
    Answers.value(
        observer,
        () ->
            work.run()
                .setStatus(Statuses.OK)
                .setAcknowledged(true)
                .setTimestamp(Timestamps.next())
                .build(),
        status -> MutationResult.newBuilder().setStatus(status).build());
  }

  @Override
  public void search(SearchRequest request, StreamObserver<SearchResults> observer) {
    Answers.value(
        observer,
        () ->
            new Reads(collection(request.getDbName(), request.getCollectionName())).search(request),
        status -> SearchResults.newBuilder().setStatus(status).build());
  }

  @Override
  public void query(QueryRequest request, StreamObserver<QueryResults> observer) {
    Answers.value(
        observer,
        () ->
            new Reads(collection(request.getDbName(), request.getCollectionName())).query(request),
        status -> QueryResults.newBuilder().setStatus(status).build());
  }

  @Override
  public void flush(FlushRequest request, StreamObserver<FlushResponse> observer) {
    Answers.value(
        observer,
        () -> {
          FlushResponse.Builder response =
              FlushResponse.newBuilder().setStatus(Statuses.OK).setDbName(request.getDbName());
          for (String name : request.getCollectionNamesList()) {
            collection(request.getDbName(), name).flush();
            response.putCollSegIDs(name, LongArray.getDefaultInstance());
            response.putFlushCollSegIDs(name, LongArray.getDefaultInstance());
            response.putCollFlushTs(name, Timestamps.next());
            response.putCollSealTimes(name, System.currentTimeMillis() / 1000);
          }
          return response.build();
        },
        status -> FlushResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void getFlushState(
      GetFlushStateRequest request, StreamObserver<GetFlushStateResponse> observer) {
    // flush answers when it is done, so whoever asks has waited long enough.
    observer.onNext(
        GetFlushStateResponse.newBuilder().setStatus(Statuses.OK).setFlushed(true).build());
    observer.onCompleted();
  }
}
