package io.hybridperf.embedded.vector.index;

import com.google.protobuf.ByteString;
import io.hybridperf.embedded.vector.schema.RequestException;
import io.hybridperf.embedded.vector.schema.RequestException.Reason;
import io.hybridperf.embedded.vector.schema.ScalarType;
import io.hybridperf.embedded.vector.schema.Schema;
import io.milvus.grpc.FieldData;
import io.milvus.grpc.FloatArray;
import io.milvus.grpc.IDs;
import io.milvus.grpc.ScalarField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.util.BytesRef;

/**
 * Turns the columns of an insert or upsert into rows, refusing what the schema does not allow.
 * Scalars become doc values and, for filters, points or terms; nothing is a stored field.
 */
public final class RowDecoder {
  private final Map<String, FieldData> columns = new HashMap<>();
  private final List<Document> documents;

  private RowDecoder(int count) {
    documents = IntStream.range(0, count).mapToObj(_ -> new Document()).toList();
  }

  /**
   * The rows of some columns.
   *
   * @param schema of the rows
   * @param columns one a field
   * @param count of the rows
   * @return the rows, in the order of the columns' values
   * @throws RequestException if a column is missing, unknown, or not as the schema has it
   */
  static List<Row> rows(Schema schema, List<FieldData> columns, int count) {
    if (count < 1) {
      throw new RequestException(Reason.INVALID_PARAMETER, "num_rows should be greater than 0");
    }
    RowDecoder decoder = new RowDecoder(count);
    for (FieldData column : columns) {
      String name = column.getFieldName();
      if (!schema.scalars().containsKey(name) && !schema.vector().name().equals(name)) {
        throw new RequestException("field " + name + " not exist");
      }
      decoder.columns.put(name, column);
    }
    schema.scalars().values().forEach(decoder::scalar);
    decoder.vector(schema.vector());
    return decoder.keyed(schema.primaryKey());
  }

  /**
   * The primary keys among some columns.
   *
   * @param schema of the rows
   * @param columns as the client sent them
   * @return the keys in the same order
   */
  public static IDs ids(Schema schema, List<FieldData> columns) {
    for (FieldData column : columns) {
      if (column.getFieldName().equals(schema.primaryKey().name())) {
        return IDs.newBuilder().setIntId(column.getScalars().getLongData()).build();
      }
    }
    return IDs.getDefaultInstance();
  }

  private List<Row> keyed(Schema.Scalar primaryKey) {
    var keys = column(primaryKey.name()).getScalars().getLongData();
    List<Row> rows = new ArrayList<>(documents.size());
    for (int i = 0; i < documents.size(); i++) {
      BytesRef key = Row.key(keys.getData(i));
      documents.get(i).add(new StringField(Row.KEY, key, Field.Store.NO));
      rows.add(new Row(key, documents.get(i)));
    }
    return rows;
  }

  private FieldData column(String field) {
    FieldData column = columns.get(field);
    if (column == null) {
      throw new RequestException(
          Reason.INVALID_PARAMETER,
          "fieldSchema(" + field + ") has no corresponding fieldData pass in");
    }
    return column;
  }

  private void scalar(Schema.Scalar field) {
    ScalarField data = column(field.name()).getScalars();
    switch (field.type()) {
      case INT32 ->
          add(
              field,
              data.getIntData().getDataCount(),
              i -> number(field, data.getIntData().getData(i)));
      case INT64 ->
          add(
              field,
              data.getLongData().getDataCount(),
              i -> number(field, data.getLongData().getData(i)));
      case DOUBLE ->
          add(
              field,
              data.getDoubleData().getDataCount(),
              i -> number(field, ScalarType.encode(finite(data.getDoubleData().getData(i)))));
      case VARCHAR ->
          add(
              field,
              data.getStringData().getDataCount(),
              i -> text(field, i, data.getStringData().getDataBytes(i)));
    }
  }

  private void add(Schema.Scalar field, int values, IntFunction<Field> value) {
    if (values != documents.size()) {
      throw new RequestException(
          Reason.INVALID_PARAMETER,
          "the num_rows (%s) of field (%s) is not equal to passed num_rows (%s): invalid parameter"
              .formatted(values, field.name(), documents.size()));
    }
    for (int i = 0; i < values; i++) {
      documents.get(i).add(value.apply(i));
    }
  }

  private static Field number(Schema.Scalar field, long encoded) {
    return new LongField(field.name(), encoded, Field.Store.NO);
  }

  private static Field text(Schema.Scalar field, int position, ByteString text) {
    if (text.size() > field.maxLengthBytes()) {
      throw new RequestException(
          Reason.INVALID_PARAMETER,
          "the length (%s) of %sth string exceeds max length (%s) of field %s: invalid parameter"
              .formatted(text.size(), position, field.maxLengthBytes(), field.name()));
    }
    return new KeywordField(field.name(), new BytesRef(text.toByteArray()), Field.Store.NO);
  }

  private void vector(Schema.Vector field) {
    FieldData column = column(field.name());
    FloatArray values = column.getVectors().getFloatVector();
    int dimension = field.dimension();
    if (values.getDataCount() != documents.size() * dimension
        || column.getVectors().getDim() != dimension) {
      throw new RequestException(
          Reason.INVALID_PARAMETER,
          "vectors of field %s are %s floats of dimension %s, expected %s vectors of dimension %s"
              .formatted(
                  field.name(),
                  values.getDataCount(),
                  column.getVectors().getDim(),
                  documents.size(),
                  dimension));
    }
    for (int i = 0; i < documents.size(); i++) {
      float[] vector = new float[dimension];
      for (int j = 0; j < dimension; j++) {
        vector[j] = (float) finite(values.getData(i * dimension + j));
      }
      documents
          .get(i)
          .add(new KnnFloatVectorField(field.name(), Cosine.unit(vector), Cosine.SIMILARITY));
    }
  }

  /**
   * Refuses what is no number.
   *
   * @param value any
   * @return the value
   * @throws RequestException if it is not a number, or infinite
   */
  public static double finite(double value) {
    if (Double.isFinite(value)) {
      return value;
    }
    throw new RequestException("value '" + value + "' is not a number or infinity");
  }
}
