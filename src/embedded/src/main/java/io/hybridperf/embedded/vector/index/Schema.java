package io.hybridperf.embedded.vector.index;

import io.hybridperf.embedded.vector.VectorServer;
import io.hybridperf.embedded.vector.rpc.MilvusError;
import io.milvus.grpc.CollectionSchema;
import io.milvus.grpc.DataType;
import io.milvus.grpc.FieldSchema;
import io.milvus.grpc.KeyValuePair;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.index.IndexWriter;

/** A collection's fields, checked: what is not in here cannot be stored. */
public final class Schema {
  static final int MAX_DIMENSION = KnnVectorsFormat.DEFAULT_MAX_DIMENSIONS;
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");
  private static final int FIRST_FIELD_ID = 100;

  /** A scalar field; {@code maxLengthBytes} only means something for VARCHAR. */
  public record Scalar(String name, long id, ScalarType type, int maxLengthBytes) {}

  /** A vector field of a fixed dimension. */
  public record Vector(String name, long id, int dimension) {}

  private final CollectionSchema proto;
  private final Map<String, Scalar> scalars = new LinkedHashMap<>();
  private final Map<String, Vector> vectors = new LinkedHashMap<>();
  private final Scalar primaryKey;

  private Schema(CollectionSchema proto) {
    this.proto = proto;
    Scalar key = null;
    for (FieldSchema field : proto.getFieldsList()) {
      if (field.getDataType() == DataType.FloatVector) {
        vectors.put(
            field.getName(), new Vector(field.getName(), field.getFieldID(), dimension(field)));
        continue;
      }
      ScalarType type = ScalarType.of(field.getDataType(), field.getName());
      int maxLength = type == ScalarType.VARCHAR ? maxLength(field) : 0;
      Scalar scalar = new Scalar(field.getName(), field.getFieldID(), type, maxLength);
      scalars.put(field.getName(), scalar);
      if (field.getIsPrimaryKey()) {
        if (key != null) {
          throw new MilvusError("there are more than one primary key: " + field.getName());
        }
        if (type != ScalarType.INT64 && type != ScalarType.VARCHAR) {
          throw new MilvusError("the data type of primary key should be Int64 or VarChar");
        }
        key = scalar;
      }
    }
    if (key == null) {
      throw new MilvusError("primary key is not specified");
    }
    this.primaryKey = key;
  }

  /** Checks a schema as a client sends it and numbers its fields. */
  public static Schema create(CollectionSchema sent) {
    checkCollectionName(sent.getName());
    CollectionSchema.Builder numbered = sent.toBuilder().clearFields();
    if (sent.getEnableDynamicField()) {
      throw MilvusError.unsupported("a dynamic field (enableDynamicField)");
    }
    if (sent.getFunctionsCount() > 0 || sent.getStructArrayFieldsCount() > 0) {
      throw MilvusError.unsupported("a schema with functions or struct fields");
    }
    Map<String, FieldSchema> seen = new LinkedHashMap<>();
    for (FieldSchema field : sent.getFieldsList()) {
      checkField(field);
      FieldSchema own = field.toBuilder().setFieldID(FIRST_FIELD_ID + seen.size()).build();
      if (seen.putIfAbsent(field.getName(), own) != null) {
        throw new MilvusError("duplicated field name: " + field.getName());
      }
      numbered.addFields(own);
    }
    return new Schema(numbered.build());
  }

  /** A schema that {@link #create} has checked before. */
  static Schema stored(CollectionSchema proto) {
    return new Schema(proto);
  }

  static void checkCollectionName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new MilvusError(
          MilvusError.INVALID_PARAMETER,
          "Invalid collection name: "
              + name
              + ". collection name can only contain numbers, letters and underscores, starts with a letter or"
              + " an underscore and has 1 to 255 characters: invalid parameter");
    }
  }

  private static void checkField(FieldSchema field) {
    if (!NAME.matcher(field.getName()).matches()) {
      throw new MilvusError(
          MilvusError.INVALID_PARAMETER,
          "Invalid field name: "
              + field.getName()
              + ". field name can only contain numbers, letters and underscores: invalid parameter");
    }
    if (field.getAutoID()) {
      throw MilvusError.unsupported("autoID of field " + field.getName());
    }
    if (field.getNullable() || field.hasDefaultValue()) {
      throw MilvusError.unsupported("a nullable or default value of field " + field.getName());
    }
  }

  private static int dimension(FieldSchema field) {
    String text = parameter(field, "dim").orElse("");
    int dimension;
    try {
      dimension = Integer.parseInt(text.trim());
    } catch (NumberFormatException e) {
      throw new MilvusError("dimension is not defined in field type params of " + field.getName());
    }
    if (dimension < 1 || dimension > MAX_DIMENSION) {
      throw new MilvusError(
          "invalid dimension: "
              + dimension
              + ". should be in range 1 ~ "
              + MAX_DIMENSION
              + " (limit of the "
              + VectorServer.name()
              + ")");
    }
    return dimension;
  }

  private static int maxLength(FieldSchema field) {
    try {
      int length = Integer.parseInt(parameter(field, "max_length").orElse("").trim());
      if (length >= 1 && length <= 65_535) {
        // A longer value could not be an index term; what is shorter than the schema allows is
        // fine.
        return Math.min(length, IndexWriter.MAX_TERM_LENGTH);
      }
    } catch (NumberFormatException e) {
      // Same remedy as a number out of range.
    }
    throw new MilvusError(
        "type param(max_length) should be specified for varChar field "
            + field.getName()
            + ", in range 1 ~ 65535");
  }

  private static Optional<String> parameter(FieldSchema field, String key) {
    return field.getTypeParamsList().stream()
        .filter(pair -> pair.getKey().equals(key))
        .map(KeyValuePair::getValue)
        .findFirst();
  }

  CollectionSchema proto() {
    return proto;
  }

  public Scalar primaryKey() {
    return primaryKey;
  }

  public Map<String, Scalar> scalars() {
    return scalars;
  }

  public Map<String, Vector> vectors() {
    return vectors;
  }
}
