package io.hybridperf.embedded.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.hybridperf.coordinator.store.milvus.MediaEmbeddings;
import io.hybridperf.embedded.stack.Progress;
import io.hybridperf.embedded.stack.StackException;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.Film;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.service.collection.request.LoadCollectionReq;
import io.milvus.v2.service.collection.request.ReleaseCollectionReq;
import io.milvus.v2.service.index.request.DescribeIndexReq;
import io.milvus.v2.service.index.response.DescribeIndexResp;
import io.milvus.v2.service.utility.request.FlushReq;
import io.milvus.v2.service.vector.request.InsertReq;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Brings the films' embeddings into an empty vector store, as any client of Milvus would. */
final class VectorLoader {
  private static final int BATCH = 1_000;
  private static final Duration INDEX_POLL = Duration.ofMillis(200);
  private static final Duration INDEX_LIMIT = Duration.ofMinutes(5);

  // Film texts are hard for HNSW: at ef 128, recall@10 of the shipped queries, weighted by a Zipf
  // law of exponent 1, is 0.94 with
  // M = 16 and efConstruction = 200, and 0.98 with these.
  static final int M = 32;
  static final int EF_CONSTRUCTION = 400;

  private static final MediaEmbeddings.Index INDEX =
      new MediaEmbeddings.Index(
          IndexParam.IndexType.HNSW, Map.of("M", M, "efConstruction", EF_CONSTRUCTION));

  private VectorLoader() {}

  /** Creates, fills and flushes the collection. */
  static void load(String address, Dataset dataset, Progress progress) throws StackException {
    MilvusClientV2 client =
        new MilvusClientV2(ConnectConfig.builder().uri("http://" + address).build());
    try {
      MediaEmbeddings.create(client, MediaEmbeddings.COLLECTION, dataset.dimension(), INDEX);
      for (List<Film> batch : Batches.of(dataset.films(), BATCH)) {
        client.insert(
            InsertReq.builder()
                .collectionName(MediaEmbeddings.COLLECTION)
                .data(batch.stream().map(VectorLoader::row).toList())
                .build());
      }
      client.flush(FlushReq.builder().collectionNames(List.of(MediaEmbeddings.COLLECTION)).build());
      awaitIndex(client, dataset.films().size());
      reload(client);
    } finally {
      client.close();
    }
    progress.say(
        "vector server: "
            + dataset.films().size()
            + " embeddings of "
            + dataset.dimension()
            + " dimensions");
  }

  /** Milvus builds an index in the background, and answers less exactly while it has none. */
  private static void awaitIndex(MilvusClientV2 client, long rows) throws StackException {
    DescribeIndexReq request =
        DescribeIndexReq.builder()
            .collectionName(MediaEmbeddings.COLLECTION)
            .fieldName(MediaEmbeddings.EMBEDDING)
            .build();
    long start = System.nanoTime();
    DescribeIndexResp.IndexDesc index = described(client, request);
    while (index.getIndexedRows() < rows) {
      if (System.nanoTime() - start > INDEX_LIMIT.toNanos()) {
        throw new StackException(
            "the vector store has indexed %d of %d rows in %d s (%s); is the machine too busy?"
                .formatted(
                    index.getIndexedRows(), rows, INDEX_LIMIT.toSeconds(), index.getIndexState()));
      }
      LockSupport.parkNanos(INDEX_POLL.toNanos());
      index = described(client, request);
    }
  }

  private static DescribeIndexResp.IndexDesc described(
      MilvusClientV2 client, DescribeIndexReq request) {
    return client.describeIndex(request).getIndexDescByFieldName(MediaEmbeddings.EMBEDDING);
  }

  /** What was loaded before its index was there is searched without it for some time. */
  private static void reload(MilvusClientV2 client) {
    client.releaseCollection(
        ReleaseCollectionReq.builder().collectionName(MediaEmbeddings.COLLECTION).build());
    client.loadCollection(
        LoadCollectionReq.builder().collectionName(MediaEmbeddings.COLLECTION).build());
  }

  private static JsonObject row(Film film) {
    JsonArray embedding = new JsonArray(film.embedding().length);
    for (float value : film.embedding()) {
      embedding.add(value);
    }
    JsonObject row = new JsonObject();
    row.addProperty(MediaEmbeddings.CONTENT_ID, film.id());
    row.add(MediaEmbeddings.EMBEDDING, embedding);
    row.addProperty(MediaEmbeddings.GENRE, film.firstGenre());
    row.addProperty(MediaEmbeddings.MOOD, film.firstMood());
    row.addProperty(MediaEmbeddings.POPULARITY, film.popularity());
    row.addProperty(MediaEmbeddings.RELEASE_YEAR, film.releaseYear());
    return row;
  }
}
