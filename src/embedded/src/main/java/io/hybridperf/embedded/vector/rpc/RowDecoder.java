package io.hybridperf.embedded.vector.rpc;

import com.google.protobuf.ByteString;
import io.hybridperf.embedded.vector.index.Metric;
import io.hybridperf.embedded.vector.index.Row;
import io.hybridperf.embedded.vector.index.ScalarType;
import io.hybridperf.embedded.vector.index.Schema;
import io.hybridperf.embedded.vector.index.VectorIndex;
import io.milvus.grpc.FieldData;
import io.milvus.grpc.FloatArray;
import io.milvus.grpc.IDs;
import io.milvus.grpc.LongArray;
import io.milvus.grpc.ScalarField;
import io.milvus.grpc.StringArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.util.BytesRef;

/** Turns the columns of an insert or upsert into rows, refusing what the schema does not allow. */
public final class RowDecoder {
  private final Map<String, Metric> metrics;
  private final int count;
  private final List<Row.Builder> builders;

  private RowDecoder(Schema schema, Map<String, Metric> metrics, int count) {
    this.metrics = metrics;
    this.count = count;
    this.builders = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      builders.add(new Row.Builder(schema));
    }
  }

  public static List<Row> rows(
      Schema schema, Map<String, Metric> metrics, List<FieldData> columns, int count) {
    if (count < 1) {
      throw new MilvusError(MilvusError.INVALID_PARAMETER, "num_rows should be greater than 0");
    }
    Map<String, FieldData> byName = new HashMap<>();
    for (FieldData column : columns) {
      if (!schema.scalars().containsKey(column.getFieldName())
          && !schema.vectors().containsKey(column.getFieldName())) {
        throw new MilvusError("field " + column.getFieldName() + " not exist");
      }
      byName.put(column.getFieldName(), column);
    }
    RowDecoder decoder = new RowDecoder(schema, metrics, count);
    for (Schema.Scalar field : schema.scalars().values()) {
      decoder.scalar(field, column(byName, field.name()));
    }
    for (Schema.Vector field : schema.vectors().values()) {
      decoder.vector(field, column(byName, field.name()));
    }
    return decoder.builders.stream().map(Row.Builder::build).toList();
  }

  /** The keys as the client sent them. */
  static IDs ids(Schema schema, List<FieldData> columns) {
    for (FieldData column : columns) {
      if (column.getFieldName().equals(schema.primaryKey().name())) {
        return schema.primaryKey().type() == ScalarType.VARCHAR
            ? IDs.newBuilder().setStrId(column.getScalars().getStringData()).build()
            : IDs.newBuilder().setIntId(column.getScalars().getLongData()).build();
      }
    }
    return IDs.getDefaultInstance();
  }

  private static FieldData column(Map<String, FieldData> byName, String field) {
    FieldData column = byName.get(field);
    if (column == null) {
      throw new MilvusError(
          MilvusError.INVALID_PARAMETER,
          "fieldSchema(" + field + ") has no corresponding fieldData pass in");
    }
    return column;
  }

  private void scalar(Schema.Scalar field, FieldData column) {
    ScalarField data = column.getScalars();
    switch (field.type()) {
      case BOOL -> {
        List<Boolean> values = counted(field.name(), data.getBoolData().getDataList());
        for (int i = 0; i < count; i++) {
          builders.get(i).number(field, values.get(i) ? 1 : 0);
        }
      }
      case INT8, INT16, INT32 -> {
        List<Integer> values = counted(field.name(), data.getIntData().getDataList());
        for (int i = 0; i < count; i++) {
          builders.get(i).number(field, values.get(i));
        }
      }
      case INT64 -> {
        LongArray values = data.getLongData();
        counted(field.name(), values.getDataList());
        for (int i = 0; i < count; i++) {
          builders.get(i).number(field, values.getData(i));
        }
      }
      case FLOAT -> {
        List<Float> values = counted(field.name(), data.getFloatData().getDataList());
        for (int i = 0; i < count; i++) {
          builders.get(i).number(field, ScalarType.encode(finite(values.get(i))));
        }
      }
      case DOUBLE -> {
        List<Double> values = counted(field.name(), data.getDoubleData().getDataList());
        for (int i = 0; i < count; i++) {
          builders.get(i).number(field, ScalarType.encode(finite(values.get(i))));
        }
      }
      case VARCHAR -> texts(field, data.getStringData());
    }
  }

  private void texts(Schema.Scalar field, StringArray values) {
    counted(field.name(), values.getDataList());
    for (int i = 0; i < count; i++) {
      ByteString text = values.getDataBytes(i);
      if (text.size() > field.maxLengthBytes()) {
        throw new MilvusError(
            MilvusError.INVALID_PARAMETER,
            "the length ("
                + text.size()
                + ") of "
                + i
                + "th string exceeds max length ("
                + field.maxLengthBytes()
                + ") of field "
                + field.name()
                + ": invalid parameter[expected=valid length string][actual=string length exceeds max length]");
      }
      builders.get(i).text(field, new BytesRef(text.toByteArray()));
    }
  }

  private void vector(Schema.Vector field, FieldData column) {
    FloatArray values = column.getVectors().getFloatVector();
    int dimension = field.dimension();
    if (values.getDataCount() % dimension != 0) {
      throw new MilvusError(
          "the length("
              + values.getDataCount()
              + ") of float data should divide the dim("
              + dimension
              + ") of field "
              + field.name());
    }
    if (values.getDataCount() != count * dimension || column.getVectors().getDim() != dimension) {
      throw new MilvusError(
          MilvusError.INVALID_PARAMETER,
          "vectors of field "
              + field.name()
              + " are "
              + values.getDataCount()
              + " floats of dimension "
              + column.getVectors().getDim()
              + ", expected "
              + count
              + " vectors of dimension "
              + dimension);
    }
    Metric metric = metrics.getOrDefault(field.name(), VectorIndex.DEFAULT.metric());
    for (int i = 0; i < count; i++) {
      float[] vector = new float[dimension];
      for (int j = 0; j < dimension; j++) {
        vector[j] = (float) finite(values.getData(i * dimension + j));
      }
      builders.get(i).vector(field, metric, vector);
    }
  }

  private <T> List<T> counted(String field, List<T> values) {
    if (values.size() != count) {
      throw new MilvusError(
          MilvusError.INVALID_PARAMETER,
          "the num_rows ("
              + values.size()
              + ") of field ("
              + field
              + ") is not equal to passed num_rows ("
              + count
              + "): invalid parameter");
    }
    return values;
  }

  static double finite(double value) {
    if (Double.isFinite(value)) {
      return value;
    }
    throw new MilvusError("value '" + value + "' is not a number or infinity");
  }
}
