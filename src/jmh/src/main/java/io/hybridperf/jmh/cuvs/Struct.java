package io.hybridperf.jmh.cuvs;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** A C struct by its fields, padded as a C compiler pads it. */
final class Struct {
  private final StructLayout layout;

  Struct(MemoryLayout... fields) {
    List<MemoryLayout> padded = new ArrayList<>();
    long offset = 0;
    long alignment = 1;
    for (MemoryLayout field : fields) {
      offset = pad(padded, offset, field.byteAlignment());
      padded.add(field);
      offset += field.byteSize();
      alignment = Math.max(alignment, field.byteAlignment());
    }
    pad(padded, offset, alignment);
    layout = MemoryLayout.structLayout(padded.toArray(MemoryLayout[]::new));
  }

  private static long pad(List<MemoryLayout> fields, long offset, long alignment) {
    long aligned = (offset + alignment - 1) / alignment * alignment;
    if (aligned > offset) {
      fields.add(MemoryLayout.paddingLayout(aligned - offset));
    }
    return aligned;
  }

  StructLayout layout() {
    return layout;
  }

  long offset(String field) {
    return layout.byteOffset(PathElement.groupElement(field));
  }

  void setInt(MemorySegment struct, String field, int value) {
    struct.set(ValueLayout.JAVA_INT, offset(field), value);
  }

  void setLong(MemorySegment struct, String field, long value) {
    struct.set(ValueLayout.JAVA_LONG, offset(field), value);
  }

  void setBoolean(MemorySegment struct, String field, boolean value) {
    struct.set(ValueLayout.JAVA_BOOLEAN, offset(field), value);
  }

  int getInt(MemorySegment struct, String field) {
    return struct.get(ValueLayout.JAVA_INT, offset(field));
  }

  long getLong(MemorySegment struct, String field) {
    return struct.get(ValueLayout.JAVA_LONG, offset(field));
  }

  float getFloat(MemorySegment struct, String field) {
    return struct.get(ValueLayout.JAVA_FLOAT, offset(field));
  }

  double getDouble(MemorySegment struct, String field) {
    return struct.get(ValueLayout.JAVA_DOUBLE, offset(field));
  }

  byte getByte(MemorySegment struct, String field) {
    return struct.get(ValueLayout.JAVA_BYTE, offset(field));
  }
}
