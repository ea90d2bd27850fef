package io.hybridperf.embedded.vector.index;

import com.google.protobuf.ByteString;
import io.hybridperf.embedded.vector.schema.ScalarType;
import io.hybridperf.embedded.vector.schema.Schema;
import io.milvus.grpc.DoubleArray;
import io.milvus.grpc.FieldData;
import io.milvus.grpc.IDs;
import io.milvus.grpc.IntArray;
import io.milvus.grpc.LongArray;
import io.milvus.grpc.ScalarField;
import io.milvus.grpc.StringArray;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.BytesRef;

/** Reads fields of hits from doc values and answers them as columns, in the order of the hits. */
public final class Columns {
  private final List<LeafReaderContext> leaves;
  private final List<Hit> hits;
  // Positions in hits, ordered by place: doc values can only be read forward.
  private final Integer[] forward;

  /**
   * Columns of some hits.
   *
   * @param searcher the index at the moment of the hits
   * @param hits in the order of the answer
   */
  public Columns(IndexSearcher searcher, List<Hit> hits) {
    this.leaves = searcher.getLeafContexts();
    this.hits = hits;
    this.forward = new Integer[hits.size()];
    Arrays.setAll(forward, i -> i);
    Arrays.sort(forward, (a, b) -> Hit.BY_PLACE.compare(hits.get(a), hits.get(b)));
  }

  /** Reads the hits' primary keys into them; the hits must be ordered by place. */
  static void readKeys(IndexSearcher searcher, List<Hit> hits, Schema.Scalar key)
      throws IOException {
    int leaf = -1;
    NumericDocValues numbers = null;
    for (Hit hit : hits) {
      if (numbers == null || hit.leaf != leaf) {
        leaf = hit.leaf;
        numbers = numbers(searcher.getLeafContexts().get(leaf).reader(), key.name());
      }
      numbers.advanceExact(hit.doc);
      hit.key = numbers.longValue();
    }
  }

  static NumericDocValues numbers(LeafReader reader, String field) throws IOException {
    return DocValues.unwrapSingleton(DocValues.getSortedNumeric(reader, field));
  }

  /**
   * The hits' primary keys.
   *
   * @param hits in the order of the answer
   * @return the keys in the same order
   */
  public static IDs ids(List<Hit> hits) {
    LongArray.Builder ids = LongArray.newBuilder();
    for (Hit hit : hits) {
      ids.addData(hit.key);
    }
    return IDs.newBuilder().setIntId(ids).build();
  }

  /**
   * The hits' values of a field.
   *
   * @param field of the collection
   * @return the values in the order of the hits
   * @throws IOException if the index cannot be read
   */
  public FieldData scalar(Schema.Scalar field) throws IOException {
    return FieldData.newBuilder()
        .setType(field.type().proto())
        .setFieldName(field.name())
        .setFieldId(field.id())
        .setScalars(values(field))
        .build();
  }

  private ScalarField.Builder values(Schema.Scalar field) throws IOException {
    ScalarField.Builder values = ScalarField.newBuilder();
    switch (field.type()) {
      case INT32 -> {
        IntArray.Builder array = IntArray.newBuilder();
        for (long value : readNumbers(field.name())) {
          array.addData((int) value);
        }
        values.setIntData(array);
      }
      case INT64 -> {
        LongArray.Builder array = LongArray.newBuilder();
        for (long value : readNumbers(field.name())) {
          array.addData(value);
        }
        values.setLongData(array);
      }
      case DOUBLE -> {
        DoubleArray.Builder array = DoubleArray.newBuilder();
        for (long value : readNumbers(field.name())) {
          array.addData(ScalarType.decode(value));
        }
        values.setDoubleData(array);
      }
      case VARCHAR -> {
        StringArray.Builder array = StringArray.newBuilder();
        for (ByteString text : readTexts(field.name())) {
          array.addDataBytes(text);
        }
        values.setStringData(array);
      }
    }
    return values;
  }

  private long[] readNumbers(String field) throws IOException {
    long[] values = new long[hits.size()];
    int leaf = -1;
    NumericDocValues reader = null;
    for (int position : forward) {
      Hit hit = hits.get(position);
      if (reader == null || hit.leaf != leaf) {
        leaf = hit.leaf;
        reader = numbers(leaves.get(leaf).reader(), field);
      }
      reader.advanceExact(hit.doc);
      values[position] = reader.longValue();
    }
    return values;
  }

  private ByteString[] readTexts(String field) throws IOException {
    ByteString[] values = new ByteString[hits.size()];
    int leaf = -1;
    SortedSetDocValues reader = null;
    for (int position : forward) {
      Hit hit = hits.get(position);
      if (reader == null || hit.leaf != leaf) {
        leaf = hit.leaf;
        reader = DocValues.getSortedSet(leaves.get(leaf).reader(), field);
      }
      reader.advanceExact(hit.doc);
      BytesRef text = reader.lookupOrd(reader.nextOrd());
      values[position] = ByteString.copyFrom(text.bytes, text.offset, text.length);
    }
    return values;
  }
}
