package io.hybridperf.jmh.cuvs;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** DLPack's {@code DLManagedTensor}: a row-major matrix in a device's memory, not owned by it. */
final class Tensor {
  private static final int CUDA_DEVICE = 2;
  private static final byte SIGNED = 0;
  private static final byte FLOAT = 2;

  private Tensor() {}

  static MemorySegment ofFloats(
      Arena arena, MemorySegment data, int device, long rows, long columns) {
    return of(arena, data, device, rows, columns, FLOAT, (byte) 32);
  }

  static MemorySegment ofLongs(
      Arena arena, MemorySegment data, int device, long rows, long columns) {
    return of(arena, data, device, rows, columns, SIGNED, (byte) 64);
  }

  private static MemorySegment of(
      Arena arena, MemorySegment data, int device, long rows, long columns, byte code, byte bits) {
    MemorySegment shape = arena.allocateFrom(ValueLayout.JAVA_LONG, rows, columns);
    Struct tensor = Structs.TENSOR;
    // Zeroed: no strides means row-major, no deleter means that nobody frees the data.
    MemorySegment struct = arena.allocate(tensor.layout());
    struct.set(ValueLayout.ADDRESS, tensor.offset("data"), data);
    tensor.setInt(struct, "device_type", CUDA_DEVICE);
    tensor.setInt(struct, "device_id", device);
    tensor.setInt(struct, "ndim", 2);
    struct.set(ValueLayout.JAVA_BYTE, tensor.offset("code"), code);
    struct.set(ValueLayout.JAVA_BYTE, tensor.offset("bits"), bits);
    struct.set(ValueLayout.JAVA_SHORT, tensor.offset("lanes"), (short) 1);
    struct.set(ValueLayout.ADDRESS, tensor.offset("shape"), shape);
    return struct;
  }
}
