package io.hybridperf.loader;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.hybridperf.coordinator.store.ContentFields;
import io.hybridperf.coordinator.store.milvus.MilvusSchema;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.Film;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.service.collection.request.HasCollectionReq;
import io.milvus.v2.service.collection.request.LoadCollectionReq;
import io.milvus.v2.service.collection.request.ReleaseCollectionReq;
import io.milvus.v2.service.index.request.DescribeIndexReq;
import io.milvus.v2.service.index.response.DescribeIndexResp;
import io.milvus.v2.service.utility.request.FlushReq;
import io.milvus.v2.service.vector.request.InsertReq;
import io.milvus.v2.service.vector.request.QueryReq;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Brings the films' embeddings into a collection of Milvus, those that are not in it yet. */
public final class MilvusLoader {
  private static final int BATCH = 1_000;
  private static final Duration INDEX_POLL = Duration.ofMillis(200);
  // Without a row more in it.
  private static final Duration INDEX_LIMIT = Duration.ofMinutes(5);

  private final MilvusClientV2 client;
  private final String collection;
  private final Consumer<String> say;

  /**
   * @param client a connected client; left open
   * @param collection the collection's name
   * @param say told how far it is
   */
  public MilvusLoader(MilvusClientV2 client, String collection, Consumer<String> say) {
    this.client = client;
    this.collection = collection;
    this.say = say;
  }

  /**
   * Creates the collection if it is not there, inserts what it lacks, flushes it, and waits until
   * it is indexed.
   *
   * @param dataset whose films
   * @param index of a collection that is created
   * @throws LoadException if Milvus does not get on with its index
   */
  public void load(Dataset dataset, VectorIndex index) throws LoadException {
    fill(dataset, open(dataset.dimension(), index));
  }

  /**
   * Creates the collection if it is not there.
   *
   * @param dimension of the embeddings
   * @param index of a collection that is created
   * @return whether it was there, and may hold something
   */
  public boolean open(int dimension, VectorIndex index) {
    boolean there =
        client.hasCollection(HasCollectionReq.builder().collectionName(collection).build());
    if (there) {
      client.loadCollection(LoadCollectionReq.builder().collectionName(collection).build());
    } else {
      MilvusSchema.create(client, collection, dimension, index.type(), index.params());
    }
    return there;
  }

  /**
   * Inserts what the collection lacks, flushes it, and waits until it is indexed.
   *
   * @param dataset whose films
   * @param there whether something may be in it already
   * @throws LoadException if Milvus does not get on with its index
   */
  public void fill(Dataset dataset, boolean there) throws LoadException {
    int added = 0;
    int seen = 0;
    Pace pace = new Pace(say, "Milvus, embeddings", dataset.films().size());
    for (List<Film> batch : Batches.of(dataset.films(), BATCH)) {
      Set<Long> present = there ? present(batch) : Set.of();
      List<JsonObject> rows =
          batch.stream()
              .filter(film -> !present.contains(film.id()))
              .map(MilvusLoader::row)
              .toList();
      if (!rows.isEmpty()) {
        client.insert(InsertReq.builder().collectionName(collection).data(rows).build());
      }
      added += rows.size();
      seen += batch.size();
      pace.at(seen);
    }
    if (added > 0) {
      say.accept("Milvus: %s embeddings written, building its index".formatted(added));
      client.flush(FlushReq.builder().collectionNames(List.of(collection)).build());
      awaitIndex(dataset.films().size());
      reload();
    }
    say.accept(
        "Milvus: %s embeddings of %s dimensions, %s of them new"
            .formatted(dataset.films().size(), dataset.dimension(), added));
  }

  private Set<Long> present(List<Film> films) {
    return client
        .query(
            QueryReq.builder()
                .collectionName(collection)
                .filter(
                    "%s in [%s]"
                        .formatted(
                            MilvusSchema.CONTENT_ID,
                            films.stream()
                                .map(film -> String.valueOf(film.id()))
                                .collect(Collectors.joining(", "))))
                .outputFields(List.of(MilvusSchema.CONTENT_ID))
                .consistencyLevel(ConsistencyLevel.STRONG)
                .limit(films.size())
                .build())
        .getQueryResults()
        .stream()
        .map(row -> (Long) row.getEntity().get(MilvusSchema.CONTENT_ID))
        .collect(Collectors.toSet());
  }

  /** Milvus builds an index in the background, and answers less exactly while it has none. */
  private void awaitIndex(long rows) throws LoadException {
    Pace pace = new Pace(say, "Milvus, indexed", rows);
    long best = -1;
    long since = System.nanoTime();
    DescribeIndexResp.IndexDesc index = described();
    while (index.getIndexedRows() < rows) {
      pace.at(index.getIndexedRows());
      if (index.getIndexedRows() > best) {
        best = index.getIndexedRows();
        since = System.nanoTime();
      } else if (System.nanoTime() - since > INDEX_LIMIT.toNanos()) {
        throw new LoadException(
            "Milvus has indexed %s of %s rows, and none more in %s s (%s); is the machine too busy?"
                .formatted(best, rows, INDEX_LIMIT.toSeconds(), index.getIndexState()));
      }
      LockSupport.parkNanos(INDEX_POLL.toNanos());
      index = described();
    }
  }

  private DescribeIndexResp.IndexDesc described() {
    return client
        .describeIndex(
            DescribeIndexReq.builder()
                .collectionName(collection)
                .fieldName(ContentFields.EMBEDDING)
                .build())
        .getIndexDescByFieldName(ContentFields.EMBEDDING);
  }

  /** What was loaded before its index was there is searched without it for some time. */
  private void reload() {
    client.releaseCollection(ReleaseCollectionReq.builder().collectionName(collection).build());
    client.loadCollection(LoadCollectionReq.builder().collectionName(collection).build());
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
