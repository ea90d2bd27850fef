package io.hybridperf.embedded.vector.index;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * One row as it is indexed. Scalars are doc values and, for filters, points or terms; nothing is a
 * stored field.
 *
 * @param key the primary key, as bytes
 */
public record Row(BytesRef key, Document document) {
  /** The field of {@link #key}; no collection can have one of this name. */
  static final String KEY = "key:";

  private static final String RAW = "raw:";

  /** The field of the vectors as they were sent, where the indexed ones differ. */
  static String rawField(String vectorField) {
    return RAW + vectorField;
  }

  /** The bytes of a primary key, which is the text if there is one. */
  static BytesRef key(long number, @Nullable BytesRef text) {
    return text == null
        ? new BytesRef(ByteBuffer.allocate(Long.BYTES).putLong(number).array())
        : text;
  }

  /** Collects one row's values. */
  public static final class Builder {
    private final Schema schema;
    private final Document document = new Document();
    private BytesRef key = new BytesRef();

    public Builder(Schema schema) {
      this.schema = schema;
    }

    public Builder number(Schema.Scalar field, long encoded) {
      document.add(new LongField(field.name(), encoded, Field.Store.NO));
      if (field.equals(schema.primaryKey())) {
        key(Row.key(encoded, null));
      }
      return this;
    }

    public Builder text(Schema.Scalar field, BytesRef utf8) {
      document.add(new KeywordField(field.name(), utf8, Field.Store.NO));
      if (field.equals(schema.primaryKey())) {
        key(utf8);
      }
      return this;
    }

    public Builder vector(Schema.Vector field, Metric metric, float[] raw) {
      document.add(new KnnFloatVectorField(field.name(), metric.indexed(raw), metric.similarity()));
      if (metric == Metric.COSINE) {
        document.add(new BinaryDocValuesField(rawField(field.name()), new BytesRef(bytes(raw))));
      }
      return this;
    }

    private void key(BytesRef bytes) {
      key = bytes;
      document.add(new StringField(KEY, bytes, Field.Store.NO));
    }

    public Row build() {
      return new Row(key, document);
    }
  }

  private static byte[] bytes(float[] vector) {
    ByteBuffer buffer =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(vector);
    return buffer.array();
  }
}
