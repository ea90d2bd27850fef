package io.hybridperf.embedded.vector.schema;

import io.milvus.grpc.DataType;
import org.apache.lucene.util.NumericUtils;

/** The types of scalar fields. All but VARCHAR are kept as long values of the same order. */
public enum ScalarType {
  /** A whole number of 32 bits. */
  INT32(DataType.Int32),
  /** A whole number of 64 bits. */
  INT64(DataType.Int64),
  /** A floating-point number of 64 bits. */
  DOUBLE(DataType.Double),
  /** Text. */
  VARCHAR(DataType.VarChar);

  private final DataType proto;

  ScalarType(DataType proto) {
    this.proto = proto;
  }

  static ScalarType of(DataType proto, String field) {
    for (ScalarType type : values()) {
      if (type.proto == proto) {
        return type;
      }
    }
    throw RequestException.unsupported("data type " + proto + " of field " + field);
  }

  /** {@return Milvus's name of the type} */
  public DataType proto() {
    return proto;
  }

  /**
   * A floating-point number as a long of the same order; both zeros become one.
   *
   * @param value any number
   * @return its form in the index
   */
  public static long encode(double value) {
    return NumericUtils.doubleToSortableLong(value == 0 ? 0.0 : value);
  }

  /**
   * The inverse of {@link #encode}.
   *
   * @param encoded as in the index
   * @return the number
   */
  public static double decode(long encoded) {
    return NumericUtils.sortableLongToDouble(encoded);
  }
}
