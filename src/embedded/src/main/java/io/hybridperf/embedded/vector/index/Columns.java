package io.hybridperf.embedded.vector.index;

import com.google.protobuf.ByteString;
import io.milvus.grpc.BoolArray;
import io.milvus.grpc.DoubleArray;
import io.milvus.grpc.FieldData;
import io.milvus.grpc.FloatArray;
import io.milvus.grpc.IDs;
import io.milvus.grpc.IntArray;
import io.milvus.grpc.LongArray;
import io.milvus.grpc.ScalarField;
import io.milvus.grpc.StringArray;
import io.milvus.grpc.VectorField;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.util.BytesRef;

/** Reads fields of hits from doc values and answers them as columns, in the order of the hits. */
public final class Columns {
  private final List<LeafReaderContext> leaves;
  private final Hit[] hits;
  // Positions in hits, ordered by place: doc values can only be read forward.
  private final Integer[] forward;

  public Columns(List<LeafReaderContext> leaves, Hit[] hits) {
    this.leaves = leaves;
    this.hits = hits;
    this.forward = new Integer[hits.length];
    Arrays.setAll(forward, i -> i);
    Arrays.sort(forward, (a, b) -> Hit.BY_PLACE.compare(hits[a], hits[b]));
  }

  /** Reads the hits' primary keys into them; the hits must be ordered by place. */
  public static void readKeys(List<LeafReaderContext> leaves, List<Hit> hits, Schema.Scalar key)
      throws IOException {
    int leaf = -1;
    NumericDocValues numbers = null;
    SortedSetDocValues texts = null;
    for (Hit hit : hits) {
      if (hit.leaf != leaf) {
        leaf = hit.leaf;
        LeafReader reader = leaves.get(leaf).reader();
        numbers = key.type() == ScalarType.VARCHAR ? null : numbers(reader, key.name());
        texts = key.type() == ScalarType.VARCHAR ? texts(reader, key.name()) : null;
      }
      if (texts != null) {
        texts.advanceExact(hit.doc);
        hit.text = BytesRef.deepCopyOf(texts.lookupOrd(texts.nextOrd()));
      } else if (numbers != null) {
        numbers.advanceExact(hit.doc);
        hit.number = numbers.longValue();
      }
    }
  }

  static NumericDocValues numbers(LeafReader reader, String field) throws IOException {
    return DocValues.unwrapSingleton(DocValues.getSortedNumeric(reader, field));
  }

  private static SortedSetDocValues texts(LeafReader reader, String field) throws IOException {
    return DocValues.getSortedSet(reader, field);
  }

  public static IDs ids(Hit[] hits, Schema.Scalar key) {
    if (key.type() == ScalarType.VARCHAR) {
      StringArray.Builder ids = StringArray.newBuilder();
      for (Hit hit : hits) {
        ids.addDataBytes(bytes(hit.text == null ? new BytesRef() : hit.text));
      }
      return IDs.newBuilder().setStrId(ids).build();
    }
    LongArray.Builder ids = LongArray.newBuilder();
    for (Hit hit : hits) {
      ids.addData(hit.number);
    }
    return IDs.newBuilder().setIntId(ids).build();
  }

  public FieldData scalar(Schema.Scalar field) throws IOException {
    ScalarField.Builder values = ScalarField.newBuilder();
    if (field.type() == ScalarType.VARCHAR) {
      StringArray.Builder array = StringArray.newBuilder();
      for (ByteString text : readTexts(field.name())) {
        array.addDataBytes(text);
      }
      values.setStringData(array);
    } else {
      setNumbers(values, field.type(), readNumbers(field.name()));
    }
    return FieldData.newBuilder()
        .setType(field.type().proto())
        .setFieldName(field.name())
        .setFieldId(field.id())
        .setScalars(values)
        .build();
  }

  private static void setNumbers(ScalarField.Builder values, ScalarType type, long[] encoded) {
    switch (type) {
      case BOOL -> {
        BoolArray.Builder array = BoolArray.newBuilder();
        for (long value : encoded) {
          array.addData(value != 0);
        }
        values.setBoolData(array);
      }
      case INT64 -> {
        LongArray.Builder array = LongArray.newBuilder();
        for (long value : encoded) {
          array.addData(value);
        }
        values.setLongData(array);
      }
      case FLOAT -> {
        FloatArray.Builder array = FloatArray.newBuilder();
        for (long value : encoded) {
          array.addData((float) ScalarType.decode(value));
        }
        values.setFloatData(array);
      }
      case DOUBLE -> {
        DoubleArray.Builder array = DoubleArray.newBuilder();
        for (long value : encoded) {
          array.addData(ScalarType.decode(value));
        }
        values.setDoubleData(array);
      }
      default -> {
        IntArray.Builder array = IntArray.newBuilder();
        for (long value : encoded) {
          array.addData((int) value);
        }
        values.setIntData(array);
      }
    }
  }

  private long[] readNumbers(String field) throws IOException {
    long[] values = new long[hits.length];
    int leaf = -1;
    NumericDocValues reader = null;
    for (int position : forward) {
      Hit hit = hits[position];
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
    ByteString[] values = new ByteString[hits.length];
    int leaf = -1;
    SortedSetDocValues reader = null;
    for (int position : forward) {
      Hit hit = hits[position];
      if (reader == null || hit.leaf != leaf) {
        leaf = hit.leaf;
        reader = texts(leaves.get(leaf).reader(), field);
      }
      reader.advanceExact(hit.doc);
      values[position] = bytes(reader.lookupOrd(reader.nextOrd()));
    }
    return values;
  }

  private static ByteString bytes(BytesRef text) {
    return ByteString.copyFrom(text.bytes, text.offset, text.length);
  }

  public FieldData vector(Schema.Vector field, Metric metric) throws IOException {
    float[][] vectors = metric == Metric.COSINE ? readRaw(field) : readIndexed(field);
    FloatArray.Builder array = FloatArray.newBuilder();
    for (float[] vector : vectors) {
      for (float value : vector) {
        array.addData(value);
      }
    }
    return FieldData.newBuilder()
        .setType(io.milvus.grpc.DataType.FloatVector)
        .setFieldName(field.name())
        .setFieldId(field.id())
        .setVectors(VectorField.newBuilder().setDim(field.dimension()).setFloatVector(array))
        .build();
  }

  /** The indexed vectors, in the order of the hits. */
  float[][] readIndexed(Schema.Vector field) throws IOException {
    float[][] values = new float[hits.length][];
    int leaf = -1;
    FloatVectorValues reader = null;
    KnnVectorValues.DocIndexIterator docs = null;
    for (int position : forward) {
      Hit hit = hits[position];
      if (reader == null || docs == null || hit.leaf != leaf) {
        leaf = hit.leaf;
        reader = leaves.get(leaf).reader().getFloatVectorValues(field.name());
        docs = reader.iterator();
      }
      if (docs.docID() < hit.doc) {
        docs.advance(hit.doc);
      }
      // The reader reuses the array it answers.
      values[position] = reader.vectorValue(docs.index()).clone();
    }
    return values;
  }

  private float[][] readRaw(Schema.Vector field) throws IOException {
    float[][] values = new float[hits.length][];
    int leaf = -1;
    BinaryDocValues reader = null;
    for (int position : forward) {
      Hit hit = hits[position];
      if (reader == null || hit.leaf != leaf) {
        leaf = hit.leaf;
        reader = DocValues.getBinary(leaves.get(leaf).reader(), Row.rawField(field.name()));
      }
      reader.advanceExact(hit.doc);
      BytesRef bytes = reader.binaryValue();
      float[] vector = new float[field.dimension()];
      ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(vector);
      values[position] = vector;
    }
    return values;
  }
}
