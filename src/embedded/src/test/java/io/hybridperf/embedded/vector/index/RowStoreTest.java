package io.hybridperf.embedded.vector.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.embedded.vector.filter.Filter;
import io.hybridperf.embedded.vector.schema.Schema;
import io.milvus.grpc.CollectionSchema;
import io.milvus.grpc.DataType;
import io.milvus.grpc.FieldData;
import io.milvus.grpc.FieldSchema;
import io.milvus.grpc.FloatArray;
import io.milvus.grpc.IDs;
import io.milvus.grpc.KeyValuePair;
import io.milvus.grpc.LongArray;
import io.milvus.grpc.ScalarField;
import io.milvus.grpc.VectorField;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash leaves, and what is made of it. A crash is a copy of the files as they are. */
class RowStoreTest {
  private static final Schema SCHEMA =
      Schema.create(
          CollectionSchema.newBuilder()
              .setName("rows")
              .addFields(
                  FieldSchema.newBuilder()
                      .setName("id")
                      .setDataType(DataType.Int64)
                      .setIsPrimaryKey(true))
              .addFields(
                  FieldSchema.newBuilder()
                      .setName("v")
                      .setDataType(DataType.FloatVector)
                      .addTypeParams(KeyValuePair.newBuilder().setKey("dim").setValue("2")))
              .build());

  @TempDir private Path root;
  private RowStore store;
  private int crashes;

  @BeforeEach
  void open() throws IOException {
    store = openIn(root.resolve("rows"));
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private static RowStore openIn(Path folder) throws IOException {
    return RowStore.open(Files.createDirectories(folder), SCHEMA, VectorIndex.DEFAULT);
  }

  private static List<FieldData> columns(long... ids) {
    FloatArray.Builder vectors = FloatArray.newBuilder();
    for (long id : ids) {
      vectors.addData(1).addData((float) id);
    }
    return List.of(
        FieldData.newBuilder()
            .setFieldName("id")
            .setScalars(ScalarField.newBuilder().setLongData(longs(ids)))
            .build(),
        FieldData.newBuilder()
            .setFieldName("v")
            .setVectors(VectorField.newBuilder().setDim(2).setFloatVector(vectors))
            .build());
  }

  private static LongArray longs(long... ids) {
    return LongArray.newBuilder().addAllData(Arrays.stream(ids).boxed().toList()).build();
  }

  private static RowWrite upsert(long... ids) {
    return RowWrite.upsert(columns(ids), ids.length);
  }

  private static RowWrite delete(long... ids) {
    return new RowWrite.Delete(IDs.newBuilder().setIntId(longs(ids)).build());
  }

  /** The files as they are now. */
  private Path crash() throws IOException {
    Path copy = Files.createDirectories(root.resolve("crash-" + crashes++));
    try (var files = Files.list(root.resolve("rows"))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  private static List<Long> idsIn(Path folder) throws IOException {
    try (RowStore reopened = openIn(folder)) {
      return ids(reopened.latest());
    }
  }

  private static List<Long> ids(RowStore.View opened) throws IOException {
    try (RowStore.View view = opened) {
      return view.matching(new Filter.All()).stream().map(Hit::key).sorted().toList();
    }
  }

  private static Path log(Path folder) {
    return folder.resolve(WriteLog.NAME);
  }

  @Test
  void everyKindOfWriteIsThereAfterACrash() throws Exception {
    store.write(upsert(1, 2, 2, 3));
    store.commit();
    store.write(delete(1));
    store.write(upsert(4, 4, 5));
    store.write(upsert(2, 6));
    store.write(delete(5, 77));

    assertThat(idsIn(crash())).containsExactly(2L, 3L, 4L, 6L);
  }

  @Test
  void whatACommitHasIsNotRepeated() throws Exception {
    store.write(upsert(1));
    byte[] committed = Files.readAllBytes(log(root.resolve("rows")));
    store.write(delete(1));
    store.commit();
    Path crashed = crash();
    assertThat(committed).isNotEmpty();

    // As if the machine had lost its power before it emptied the log, of which half is left.
    Files.write(log(crashed), committed);

    assertThat(idsIn(crashed)).isEmpty();
    assertThat(idsIn(crashed)).isEmpty();
  }

  @Test
  void aWriteDuringACommitIsInOneOfCommitAndLog() throws Exception {
    List<Long> written = new ArrayList<>();
    for (long id = 0; id < 120; id += 3) {
      store.write(upsert(id));
      CompletableFuture<Void> commit = CompletableFuture.runAsync(this::commit);
      store.write(upsert(id + 1));
      store.write(upsert(id + 2));
      commit.join();
      written.addAll(List.of(id, id + 1, id + 2));

      assertThat(idsIn(crash())).isEqualTo(written);
    }
  }

  private void commit() {
    try {
      store.commit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anUnfinishedLastWriteIsDropped() throws Exception {
    List<Long> ends = new ArrayList<>(List.of(0L));
    for (long id = 0; id < 3; id++) {
      store.write(upsert(id));
      ends.add(Files.size(log(root.resolve("rows"))));
    }
    byte[] whole = Files.readAllBytes(log(root.resolve("rows")));
    for (int length = whole.length; length >= 0; length -= 5) {
      int cut = length;
      long finished = ends.stream().filter(end -> end <= cut).count() - 1;
      Path crashed = crash();
      Files.write(log(crashed), Arrays.copyOf(whole, length));

      try (RowStore reopened = openIn(crashed)) {
        assertThat(ids(reopened.latest())).as("%d bytes", length).hasSize((int) finished);
        reopened.write(upsert(9));
        reopened.commit();
        assertThat(ids(reopened.current())).hasSize((int) finished + 1).contains(9L);
      }
    }
  }

  @Test
  void aChangedByteIsNoticed() throws Exception {
    store.write(upsert(1));
    int first = (int) Files.size(log(root.resolve("rows")));
    store.write(upsert(2));
    byte[] whole = Files.readAllBytes(log(root.resolve("rows")));
    for (int position = first; position < whole.length; position += 3) {
      byte[] changed = whole.clone();
      changed[position] ^= 4;
      Path crashed = crash();
      Files.write(log(crashed), changed);

      assertThat(idsIn(crashed)).as("byte %d", position).containsExactly(1L);
    }
  }

  @Test
  void theLogIsEmptyWhenAllIsCommitted() throws Exception {
    store.force(store.write(upsert(1)));
    assertThat(log(root.resolve("rows"))).isNotEmptyFile();
    store.commit();
    assertThat(log(root.resolve("rows"))).isEmptyFile();
  }
}
