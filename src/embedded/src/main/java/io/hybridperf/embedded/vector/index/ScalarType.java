package io.hybridperf.embedded.vector.index;

import io.hybridperf.embedded.vector.rpc.MilvusError;
import io.milvus.grpc.DataType;
import org.apache.lucene.util.NumericUtils;

/** The scalar types a collection may have; all but VARCHAR are kept as order-preserving longs. */
public enum ScalarType {
  BOOL(DataType.Bool),
  INT8(DataType.Int8),
  INT16(DataType.Int16),
  INT32(DataType.Int32),
  INT64(DataType.Int64),
  FLOAT(DataType.Float),
  DOUBLE(DataType.Double),
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
    throw MilvusError.unsupported("data type " + proto + " of field " + field);
  }

  public DataType proto() {
    return proto;
  }

  public boolean isInteger() {
    return this == INT8 || this == INT16 || this == INT32 || this == INT64;
  }

  public boolean isFloating() {
    return this == FLOAT || this == DOUBLE;
  }

  /** A floating value as a long of the same order; both zeros become one. */
  public static long encode(double value) {
    return NumericUtils.doubleToSortableLong(value == 0 ? 0.0 : value);
  }

  static double decode(long encoded) {
    return NumericUtils.sortableLongToDouble(encoded);
  }
}
