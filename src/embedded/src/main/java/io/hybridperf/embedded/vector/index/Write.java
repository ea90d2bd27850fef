package io.hybridperf.embedded.vector.index;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.milvus.grpc.FieldData;
import io.milvus.grpc.IDs;
import io.milvus.grpc.InsertRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.BytesRef;

/** A change of rows, in the form in which it is asked for and logged. */
public sealed interface Write {
  /** Appends rows. */
  record Insert(InsertRequest rows) implements Write {}

  /** Puts rows in the place of those that have their keys. */
  record Upsert(InsertRequest rows) implements Write {}

  /** Removes rows by their keys: a filter might match others when the log is read. */
  record Delete(IDs keys) implements Write {
    List<BytesRef> bytes() {
      List<BytesRef> bytes = new ArrayList<>();
      for (long number : keys.getIntId().getDataList()) {
        bytes.add(Row.key(number, null));
      }
      for (ByteString text : keys.getStrId().getDataList().asByteStringList()) {
        bytes.add(new BytesRef(text.toByteArray()));
      }
      return bytes;
    }
  }

  static Write insert(List<FieldData> columns, int count) {
    return new Insert(rows(columns, count));
  }

  static Write upsert(List<FieldData> columns, int count) {
    return new Upsert(rows(columns, count));
  }

  private static InsertRequest rows(List<FieldData> columns, int count) {
    return InsertRequest.newBuilder().addAllFieldsData(columns).setNumRows(count).build();
  }

  /** What tells the kinds apart in a log. */
  default byte tag() {
    return switch (this) {
      case Insert _ -> 1;
      case Upsert _ -> 2;
      case Delete _ -> 3;
    };
  }

  /** What there is to log besides the tag. */
  default MessageLite message() {
    return switch (this) {
      case Insert(InsertRequest rows) -> rows;
      case Upsert(InsertRequest rows) -> rows;
      case Delete(IDs keys) -> keys;
    };
  }

  /** The inverse of {@link #tag} and {@link #message}. */
  static Write read(byte tag, byte[] message) throws IOException {
    return switch (tag) {
      case 1 -> new Insert(InsertRequest.parseFrom(message));
      case 2 -> new Upsert(InsertRequest.parseFrom(message));
      case 3 -> new Delete(IDs.parseFrom(message));
      default -> throw new IOException("a write of unknown kind " + tag);
    };
  }
}
