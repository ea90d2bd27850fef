package io.hybridperf.embedded.vector.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.hybridperf.embedded.vector.filter.Filter;
import io.hybridperf.embedded.vector.filter.FilterParser;
import io.hybridperf.embedded.vector.index.Catalog;
import io.hybridperf.embedded.vector.index.Collection;
import io.hybridperf.embedded.vector.index.RowDecoder;
import io.hybridperf.embedded.vector.index.RowWrite;
import io.hybridperf.embedded.vector.index.Timestamps;
import io.hybridperf.embedded.vector.schema.RequestException;
import io.hybridperf.embedded.vector.schema.RequestException.Reason;
import io.hybridperf.embedded.vector.schema.ServerName;
import io.milvus.grpc.AllocTimestampRequest;
import io.milvus.grpc.AllocTimestampResponse;
import io.milvus.grpc.BoolResponse;
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
import io.milvus.grpc.FieldData;
import io.milvus.grpc.FlushRequest;
import io.milvus.grpc.FlushResponse;
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
import io.milvus.grpc.LoadCollectionRequest;
import io.milvus.grpc.LoadState;
import io.milvus.grpc.LongArray;
import io.milvus.grpc.MilvusServiceGrpc;
import io.milvus.grpc.MutationResult;
import io.milvus.grpc.QueryRequest;
import io.milvus.grpc.QueryResults;
import io.milvus.grpc.ReleaseCollectionRequest;
import io.milvus.grpc.SearchRequest;
import io.milvus.grpc.SearchResults;
import io.milvus.grpc.ServerInfo;
import io.milvus.grpc.ShowCollectionsRequest;
import io.milvus.grpc.ShowCollectionsResponse;
import io.milvus.grpc.Status;
import io.milvus.grpc.UpsertRequest;
import io.milvus.shaded.io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;

/**
 * The methods of Milvus's gRPC service that the coordinator, the loading of the data and the
 * contract's tests call, and those that Milvus's client calls for them. Any other is answered by
 * {@link SupportedMethods}.
 */
public final class MilvusRpc extends MilvusServiceGrpc.MilvusServiceImplBase {
  private static final String DEFAULT_DATABASE = "default";
  private static final String DEFAULT_PARTITION = "_default";

  private final Catalog catalog;

  /**
   * The service over some collections.
   *
   * @param catalog of the collections
   */
  public MilvusRpc(Catalog catalog) {
    this.catalog = catalog;
  }

  private Collection collection(String database, String name) {
    checkDatabase(database);
    return catalog.get(name);
  }

  private static void checkDatabase(String database) {
    if (!database.isEmpty() && !database.equals(DEFAULT_DATABASE)) {
      throw new RequestException(
          Reason.DATABASE_NOT_FOUND, "database not found[database=" + database + "]");
    }
  }

  private static void checkPartitions(List<String> names) {
    for (String name : names) {
      if (!name.isEmpty() && !name.equals(DEFAULT_PARTITION)) {
        throw new RequestException(
            Reason.PARTITION_NOT_FOUND, "partition not found[partition=" + name + "]");
      }
    }
  }

  @Override
  public void connect(ConnectRequest request, StreamObserver<ConnectResponse> observer) {
    observer.onNext(
        ConnectResponse.newBuilder()
            .setStatus(RpcAnswers.OK)
            .setIdentifier(Timestamps.next())
            .setServerInfo(ServerInfo.newBuilder().setBuildTags(ServerName.NAME))
            .build());
    observer.onCompleted();
  }

  @Override
  public void getVersion(GetVersionRequest request, StreamObserver<GetVersionResponse> observer) {
    observer.onNext(
        GetVersionResponse.newBuilder()
            .setStatus(RpcAnswers.OK)
            .setVersion(ServerName.NAME)
            .build());
    observer.onCompleted();
  }

  /** Milvus's client asks for it while it waits for a new index. */
  @Override
  public void allocTimestamp(
      AllocTimestampRequest request, StreamObserver<AllocTimestampResponse> observer) {
    observer.onNext(
        AllocTimestampResponse.newBuilder()
            .setStatus(RpcAnswers.OK)
            .setTimestamp(Timestamps.next())
            .build());
    observer.onCompleted();
  }

  @Override
  public void createCollection(CreateCollectionRequest request, StreamObserver<Status> observer) {
    RpcAnswers.done(
        observer,
        () -> {
          checkDatabase(request.getDbName());
          try {
            catalog.create(request, CollectionSchema.parseFrom(request.getSchema()));
          } catch (InvalidProtocolBufferException e) {
            throw new RequestException("schema cannot be read: " + e.getMessage());
          }
        });
  }

  @Override
  public void dropCollection(DropCollectionRequest request, StreamObserver<Status> observer) {
    RpcAnswers.done(
        observer,
        () -> {
          checkDatabase(request.getDbName());
          catalog.drop(request.getCollectionName());
        });
  }

  @Override
  public void hasCollection(HasCollectionRequest request, StreamObserver<BoolResponse> observer) {
    RpcAnswers.value(
        observer,
        () -> {
          checkDatabase(request.getDbName());
          return BoolResponse.newBuilder()
              .setStatus(RpcAnswers.OK)
              .setValue(catalog.has(request.getCollectionName()))
              .build();
        },
        status -> BoolResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void describeCollection(
      DescribeCollectionRequest request, StreamObserver<DescribeCollectionResponse> observer) {
    RpcAnswers.value(
        observer,
        () ->
            collection(request.getDbName(), request.getCollectionName()).description().toBuilder()
                .setStatus(RpcAnswers.OK)
                .build(),
        status -> DescribeCollectionResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void showCollections(
      ShowCollectionsRequest request, StreamObserver<ShowCollectionsResponse> observer) {
    RpcAnswers.value(
        observer,
        () -> {
          checkDatabase(request.getDbName());
          ShowCollectionsResponse.Builder all =
              ShowCollectionsResponse.newBuilder().setStatus(RpcAnswers.OK);
          for (Collection collection : catalog.all()) {
            DescribeCollectionResponse description = collection.description();
            all.addCollectionNames(collection.name())
                .addCollectionIds(description.getCollectionID())
                .addCreatedUtcTimestamps(description.getCreatedUtcTimestamp())
                .addQueryServiceAvailable(collection.loaded());
          }
          return all.build();
        },
        status -> ShowCollectionsResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void loadCollection(LoadCollectionRequest request, StreamObserver<Status> observer) {
    RpcAnswers.done(
        observer,
        () -> collection(request.getDbName(), request.getCollectionName()).setLoaded(true));
  }

  @Override
  public void releaseCollection(ReleaseCollectionRequest request, StreamObserver<Status> observer) {
    RpcAnswers.done(
        observer,
        () -> collection(request.getDbName(), request.getCollectionName()).setLoaded(false));
  }

  @Override
  public void getLoadState(
      GetLoadStateRequest request, StreamObserver<GetLoadStateResponse> observer) {
    RpcAnswers.value(
        observer,
        () -> {
          checkDatabase(request.getDbName());
          checkPartitions(request.getPartitionNamesList());
          String name = request.getCollectionName();
          LoadState state;
          if (!catalog.has(name)) {
            state = LoadState.LoadStateNotExist;
          } else {
            state =
                catalog.get(name).loaded() ? LoadState.LoadStateLoaded : LoadState.LoadStateNotLoad;
          }
          return GetLoadStateResponse.newBuilder().setStatus(RpcAnswers.OK).setState(state).build();
        },
        status -> GetLoadStateResponse.newBuilder().setStatus(status).build());
  }

  /** Milvus's client asks for it while it waits for a collection to be loaded. */
  @Override
  public void getLoadingProgress(
      GetLoadingProgressRequest request, StreamObserver<GetLoadingProgressResponse> observer) {
    RpcAnswers.value(
        observer,
        () -> {
          Reads.checkLoaded(
              collection(request.getDbName(), request.getCollectionName()), "show progress");
          return GetLoadingProgressResponse.newBuilder()
              .setStatus(RpcAnswers.OK)
              .setProgress(100)
              .setRefreshProgress(100)
              .build();
        },
        status -> GetLoadingProgressResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void createIndex(CreateIndexRequest request, StreamObserver<Status> observer) {
    RpcAnswers.done(
        observer,
        () ->
            Indexes.create(collection(request.getDbName(), request.getCollectionName()), request));
  }

  @Override
  public void describeIndex(
      DescribeIndexRequest request, StreamObserver<DescribeIndexResponse> observer) {
    RpcAnswers.value(
        observer,
        () ->
            Indexes.describe(collection(request.getDbName(), request.getCollectionName()), request),
        status -> DescribeIndexResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void insert(InsertRequest request, StreamObserver<MutationResult> observer) {
    mutate(
        observer,
        () -> {
          checkPartitions(List.of(request.getPartitionName()));
          return write(
                  collection(request.getDbName(), request.getCollectionName()),
                  request.getFieldsDataList(),
                  request.getNumRows())
              .setInsertCnt(request.getNumRows());
        });
  }

  @Override
  public void upsert(UpsertRequest request, StreamObserver<MutationResult> observer) {
    mutate(
        observer,
        () -> {
          checkPartitions(List.of(request.getPartitionName()));
          if (request.getPartialUpdate()) {
            throw RequestException.unsupported("a partial update");
          }
          return write(
                  collection(request.getDbName(), request.getCollectionName()),
                  request.getFieldsDataList(),
                  request.getNumRows())
              .setUpsertCnt(request.getNumRows());
        });
  }

  private static MutationResult.Builder write(
      Collection collection, List<FieldData> columns, int count) throws IOException {
    collection.write(RowWrite.upsert(columns, count));
    return MutationResult.newBuilder().setIDs(RowDecoder.ids(collection.schema(), columns));
  }

  @Override
  public void delete(DeleteRequest request, StreamObserver<MutationResult> observer) {
    mutate(
        observer,
        () -> {
          checkPartitions(List.of(request.getPartitionName()));
          Collection collection = collection(request.getDbName(), request.getCollectionName());
          if (request.getExpr().isBlank()) {
            throw new RequestException(
                Reason.INVALID_PARAMETER, "delete needs a filter or ids, the filter is empty");
          }
          Filter filter = FilterParser.parse(request.getExpr(), collection.schema());
          return MutationResult.newBuilder().setDeleteCnt(collection.delete(filter));
        });
  }

  private static void mutate(
      StreamObserver<MutationResult> observer, RpcAnswers.Work<MutationResult.Builder> work) {
    RpcAnswers.value(
        observer,
        () ->
            work.run()
                .setStatus(RpcAnswers.OK)
                .setAcknowledged(true)
                .setTimestamp(Timestamps.next())
                .build(),
        status -> MutationResult.newBuilder().setStatus(status).build());
  }

  @Override
  public void search(SearchRequest request, StreamObserver<SearchResults> observer) {
    RpcAnswers.value(
        observer,
        () -> {
          checkPartitions(request.getPartitionNamesList());
          return new Reads(collection(request.getDbName(), request.getCollectionName()))
              .search(request);
        },
        status -> SearchResults.newBuilder().setStatus(status).build());
  }

  @Override
  public void query(QueryRequest request, StreamObserver<QueryResults> observer) {
    RpcAnswers.value(
        observer,
        () -> {
          checkPartitions(request.getPartitionNamesList());
          return new Reads(collection(request.getDbName(), request.getCollectionName()))
              .query(request);
        },
        status -> QueryResults.newBuilder().setStatus(status).build());
  }

  /** RpcAnswers when all is flushed. */
  @Override
  public void flush(FlushRequest request, StreamObserver<FlushResponse> observer) {
    RpcAnswers.value(
        observer,
        () -> {
          FlushResponse.Builder response = FlushResponse.newBuilder().setStatus(RpcAnswers.OK);
          for (String name : request.getCollectionNamesList()) {
            collection(request.getDbName(), name).flush();
            response.putCollSegIDs(name, LongArray.getDefaultInstance());
            response.putFlushCollSegIDs(name, LongArray.getDefaultInstance());
            response.putCollFlushTs(name, Timestamps.next());
          }
          return response.build();
        },
        status -> FlushResponse.newBuilder().setStatus(status).build());
  }

  /** Milvus's client asks for it after a flush, which has answered when it was done. */
  @Override
  public void getFlushState(
      GetFlushStateRequest request, StreamObserver<GetFlushStateResponse> observer) {
    observer.onNext(
        GetFlushStateResponse.newBuilder().setStatus(RpcAnswers.OK).setFlushed(true).build());
    observer.onCompleted();
  }
}
