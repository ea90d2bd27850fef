package io.hybridperf.embedded;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.hybridperf.coordinator.store.MediaEmbeddings;
import io.hybridperf.feeders.Dataset;
import io.hybridperf.feeders.Film;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.service.utility.request.FlushReq;
import io.milvus.v2.service.vector.request.InsertReq;
import java.util.List;
import java.util.Map;

/** Brings the films' embeddings into an empty vector store, as any client of Milvus would. */
final class VectorLoader {
  private static final int BATCH = 1_000;

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
  static void load(String address, Dataset dataset, Progress progress) {
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
