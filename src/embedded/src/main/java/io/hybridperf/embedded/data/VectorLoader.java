package io.hybridperf.embedded.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.hybridperf.coordinator.store.ContentFields;
import io.hybridperf.coordinator.store.milvus.MilvusSchema;
import io.hybridperf.embedded.start.Progress;
import io.hybridperf.embedded.start.StackException;
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

  private VectorLoader() {}

  /** Creates, fills and flushes the collection. */
  static void load(String address, Dataset dataset, Progress progress) throws StackException {
    MilvusClientV2 client =
        new MilvusClientV2(ConnectConfig.builder().uri("http://" + address).build());
    try {
      MilvusSchema.create(
          client,
          MilvusSchema.COLLECTION,
          dataset.dimension(),
          IndexParam.IndexType.HNSW,
          Map.of("M", M, "efConstruction", EF_CONSTRUCTION));
      for (List<Film> batch : Batches.of(dataset.films(), BATCH)) {
        client.insert(
            InsertReq.builder()
                .collectionName(MilvusSchema.COLLECTION)
                .data(batch.stream().map(VectorLoader::row).toList())
                .build());
      }
      client.flush(FlushReq.builder().collectionNames(List.of(MilvusSchema.COLLECTION)).build());
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
            .collectionName(MilvusSchema.COLLECTION)
            .fieldName(ContentFields.EMBEDDING)
            .build();
    long start = System.nanoTime();
    DescribeIndexResp.IndexDesc index = described(client, request);
    while (index.getIndexedRows() < rows) {
      if (System.nanoTime() - start > INDEX_LIMIT.toNanos()) {
        throw new StackException(
            "the vector store has indexed %s of %s rows in %s s (%s); is the machine too busy?"
                .formatted(
                    index.getIndexedRows(), rows, INDEX_LIMIT.toSeconds(), index.getIndexState()));
      }
      LockSupport.parkNanos(INDEX_POLL.toNanos());
      index = described(client, request);
    }
  }

  private static DescribeIndexResp.IndexDesc described(
      MilvusClientV2 client, DescribeIndexReq request) {
    return client.describeIndex(request).getIndexDescByFieldName(ContentFields.EMBEDDING);
  }

  /** What was loaded before its index was there is searched without it for some time. */
  private static void reload(MilvusClientV2 client) {
    client.releaseCollection(
        ReleaseCollectionReq.builder().collectionName(MilvusSchema.COLLECTION).build());
    client.loadCollection(
        LoadCollectionReq.builder().collectionName(MilvusSchema.COLLECTION).build());
  }

  private static JsonObject row(Film film) {
    JsonArray embedding = new JsonArray(film.embedding().length);
    for (float value : film.embedding()) {
      embedding.add(value);
    }
    JsonObject row = new JsonObject();
    row.addProperty(MilvusSchema.CONTENT_ID, film.id());
    row.add(ContentFields.EMBEDDING, embedding);
    row.addProperty(ContentFields.GENRE, film.firstGenre());
    row.addProperty(ContentFields.MOOD, film.firstMood());
    row.addProperty(ContentFields.POPULARITY, film.popularity());
    row.addProperty(ContentFields.RELEASE_YEAR, film.releaseYear());
    return row;
  }
}
