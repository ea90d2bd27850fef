package io.hybridperf.embedded.vector.index;

import com.google.protobuf.MessageLite;
import io.milvus.grpc.FieldData;
import io.milvus.grpc.IDs;
import io.milvus.grpc.InsertRequest;
import java.io.IOException;
import java.util.List;

/** A change of rows, in the form in which it is asked for and logged. */
public sealed interface RowWrite {
  /**
   * Puts rows in the place of those that have their keys.
   *
   * @param rows as columns
   */
  record Upsert(InsertRequest rows) implements RowWrite {}

  /**
   * Removes rows by their keys: a filter might match others when the log is read.
   *
   * @param keys of the rows
   */
  record Delete(IDs keys) implements RowWrite {}

  /**
   * Rows to write.
   *
   * @param columns one a field
   * @param count of the rows
   * @return the change
   */
  static RowWrite upsert(List<FieldData> columns, int count) {
    return new Upsert(
        InsertRequest.newBuilder().addAllFieldsData(columns).setNumRows(count).build());
  }

  /** What tells the kinds apart in a log. */
  default byte tag() {
    return switch (this) {
      case Upsert _ -> 1;
      case Delete _ -> 2;
    };
  }

  /** What there is to log besides the tag. */
  default MessageLite message() {
    return switch (this) {
      case Upsert(InsertRequest rows) -> rows;
      case Delete(IDs keys) -> keys;
    };
  }

  /** The inverse of {@link #tag} and {@link #message}. */
  static RowWrite read(byte tag, byte[] message) throws IOException {
    return switch (tag) {
      case 1 -> new Upsert(InsertRequest.parseFrom(message));
      case 2 -> new Delete(IDs.parseFrom(message));
      default -> throw new IOException("a write of unknown kind " + tag);
    };
  }
}
