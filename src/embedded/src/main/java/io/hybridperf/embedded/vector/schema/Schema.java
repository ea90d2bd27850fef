package io.hybridperf.embedded.vector.schema;

import io.hybridperf.embedded.vector.schema.RequestException.Reason;
import io.milvus.grpc.CollectionSchema;
import io.milvus.grpc.DataType;
import io.milvus.grpc.FieldSchema;
import io.milvus.grpc.KeyValuePair;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.index.IndexWriter;
import org.jspecify.annotations.Nullable;

/**
 * A collection's fields, checked: an INT64 primary key, one vector field, and any number of other
 * scalar fields.
 */
public final class Schema {
  private static final int MAX_DIMENSION = KnnVectorsFormat.DEFAULT_MAX_DIMENSIONS;
  private static final int MAX_TEXT_BYTES = 65_535;
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");
  private static final int FIRST_FIELD_ID = 100;

  /**
   * A scalar field.
   *
   * @param name of the field
   * @param id its number in Milvus's protocol
   * @param type of its values
   * @param maxLengthBytes of a text; 0 for other types
   */
  public record Scalar(String name, long id, ScalarType type, int maxLengthBytes) {}

  /**
   * The vector field.
   *
   * @param name of the field
   * @param id its number in Milvus's protocol
   * @param dimension 1..1024
   */
  public record Vector(String name, long id, int dimension) {}

  private final CollectionSchema proto;
  private final Map<String, Scalar> scalars = new LinkedHashMap<>();
  private final Vector vector;
  private final Scalar primaryKey;

  private Schema(CollectionSchema proto) {
    this.proto = proto;
    @Nullable Scalar key = null;
    @Nullable Vector only = null;
    for (FieldSchema field : proto.getFieldsList()) {
      if (field.getDataType() == DataType.FloatVector) {
        if (only != null) {
          throw RequestException.unsupported("a second vector field, " + field.getName() + ",");
        }
        only = new Vector(field.getName(), field.getFieldID(), dimension(field));
        continue;
      }
      ScalarType type = ScalarType.of(field.getDataType(), field.getName());
      int maxLength = type == ScalarType.VARCHAR ? maxLength(field) : 0;
      Scalar scalar = new Scalar(field.getName(), field.getFieldID(), type, maxLength);
      scalars.put(field.getName(), scalar);
      if (field.getIsPrimaryKey()) {
        if (key != null) {
          throw new RequestException("there are more than one primary key: " + field.getName());
        }
        if (type != ScalarType.INT64) {
          throw RequestException.unsupported("a primary key of type " + type);
        }
        key = scalar;
      }
    }
    if (key == null) {
      throw new RequestException("primary key is not specified");
    }
    if (only == null) {
      throw new RequestException("schema does not contain vector field");
    }
    this.primaryKey = key;
    this.vector = only;
  }

  /**
   * Checks a schema as a client sends it and numbers its fields.
   *
   * @param sent by the client
   * @return the schema
   * @throws RequestException if it has something that this server does not keep
   */
  public static Schema create(CollectionSchema sent) {
    checkName("collection", sent.getName());
    if (sent.getEnableDynamicField()) {
      throw RequestException.unsupported("a dynamic field (enableDynamicField)");
    }
    if (sent.getFunctionsCount() > 0 || sent.getStructArrayFieldsCount() > 0) {
      throw RequestException.unsupported("a schema with functions or struct fields");
    }
    CollectionSchema.Builder numbered = sent.toBuilder().clearFields();
    Map<String, FieldSchema> seen = new LinkedHashMap<>();
    for (FieldSchema field : sent.getFieldsList()) {
      checkName("field", field.getName());
      if (field.getAutoID() || field.getNullable() || field.hasDefaultValue()) {
        throw RequestException.unsupported(
            "autoID, a nullable or a default value of field " + field.getName());
      }
      FieldSchema own = field.toBuilder().setFieldID(FIRST_FIELD_ID + seen.size()).build();
      if (seen.putIfAbsent(field.getName(), own) != null) {
        throw new RequestException("duplicated field name: " + field.getName());
      }
      numbered.addFields(own);
    }
    return new Schema(numbered.build());
  }

  /**
   * A schema that {@link #create} has checked before.
   *
   * @param proto as {@link #proto} gave it
   * @return the schema
   */
  public static Schema stored(CollectionSchema proto) {
    return new Schema(proto);
  }

  private static void checkName(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new RequestException(
          Reason.INVALID_PARAMETER,
          ("Invalid %s name: %s. %s name can only contain numbers, letters and underscores, starts"
                  + " with a letter or an underscore and has 1 to 255 characters: invalid parameter")
              .formatted(what, name, what));
    }
  }

  private static int dimension(FieldSchema field) {
    int dimension = parameter(field, "dim");
    if (dimension < 1 || dimension > MAX_DIMENSION) {
      throw new RequestException(
          "invalid dimension: %s. should be in range 1 ~ %s (limit of the %s)"
              .formatted(dimension, MAX_DIMENSION, ServerName.NAME));
    }
    return dimension;
  }

  private static int maxLength(FieldSchema field) {
    int length = parameter(field, "max_length");
    if (length < 1 || length > MAX_TEXT_BYTES) {
      throw new RequestException(
          "type param(max_length) should be specified for varChar field %s, in range 1 ~ %s"
              .formatted(field.getName(), MAX_TEXT_BYTES));
    }
    // A longer text could not be a term of the index.
    return Math.min(length, IndexWriter.MAX_TERM_LENGTH);
  }

  /** A whole number among the field's parameters; 0 if there is none. */
  private static int parameter(FieldSchema field, String key) {
    for (KeyValuePair pair : field.getTypeParamsList()) {
      if (pair.getKey().equals(key)) {
        try {
          return Integer.parseInt(pair.getValue().trim());
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 0;
  }

  /** {@return the schema as clients are told} */
  public CollectionSchema proto() {
    return proto;
  }

  /** {@return the field of the primary key, one of {@link #scalars}} */
  public Scalar primaryKey() {
    return primaryKey;
  }

  /** {@return the scalar fields by name, in the order of the schema} */
  public Map<String, Scalar> scalars() {
    return scalars;
  }

  /** {@return the vector field} */
  public Vector vector() {
    return vector;
  }
}
