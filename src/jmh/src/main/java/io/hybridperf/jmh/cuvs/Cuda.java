package io.hybridperf.jmh.cuvs;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The few functions of the CUDA runtime that are needed beside cuVS. Success is 0. */
final class Cuda {
  static final int HOST_TO_DEVICE = 1;
  static final int DEVICE_TO_HOST = 2;
  static final int DEVICE_TO_DEVICE = 3;

  private final CFunction getDeviceCount;
  private final CFunction setDevice;
  private final CFunction malloc;
  private final CFunction free;
  private final CFunction mallocHost;
  private final CFunction freeHost;
  private final CFunction memcpy;
  private final CFunction memcpyAsync;
  private final CFunction memGetInfo;
  private final CFunction eventCreate;
  private final CFunction eventDestroy;
  private final CFunction eventRecord;
  private final CFunction eventElapsedTime;
  private final CFunction deviceSynchronize;
  private final CFunction driverGetVersion;
  private final MethodHandle getErrorString;

  @SuppressWarnings("restricted")
  Cuda(NativeLibraries libraries) {
    getDeviceCount = libraries.function("cudaGetDeviceCount", ADDRESS);
    setDevice = libraries.function("cudaSetDevice", JAVA_INT);
    malloc = libraries.function("cudaMalloc", ADDRESS, JAVA_LONG);
    free = libraries.function("cudaFree", ADDRESS);
    mallocHost = libraries.function("cudaMallocHost", ADDRESS, JAVA_LONG);
    freeHost = libraries.function("cudaFreeHost", ADDRESS);
    memcpy = libraries.function("cudaMemcpy", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
    memcpyAsync =
        libraries.function("cudaMemcpyAsync", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS);
    memGetInfo = libraries.function("cudaMemGetInfo", ADDRESS, ADDRESS);
    eventCreate = libraries.function("cudaEventCreate", ADDRESS);
    eventDestroy = libraries.function("cudaEventDestroy", ADDRESS);
    eventRecord = libraries.function("cudaEventRecord", ADDRESS, ADDRESS);
    eventElapsedTime = libraries.function("cudaEventElapsedTime", ADDRESS, ADDRESS, ADDRESS);
    deviceSynchronize = libraries.function("cudaDeviceSynchronize");
    driverGetVersion = libraries.function("cudaDriverGetVersion", ADDRESS);
    getErrorString =
        Linker.nativeLinker()
            .downcallHandle(
                libraries.find("cudaGetErrorString").orElseThrow(),
                FunctionDescriptor.of(ADDRESS, JAVA_INT));
  }

  /** How many devices; throws with CUDA's reason when it cannot see any. */
  int deviceCount() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_INT);
      check(getDeviceCount, count);
      return count.get(JAVA_INT, 0);
    }
  }

  /** The newest CUDA version the driver supports, e.g. 13050; 0 without a driver. */
  int driverVersion() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment version = arena.allocate(JAVA_INT);
      check(driverGetVersion, version);
      return version.get(JAVA_INT, 0);
    }
  }

  /** Makes a device the calling thread's current one. */
  void use(int device) {
    check(setDevice, device);
  }

  MemorySegment allocate(long bytes) {
    return allocate(malloc, bytes);
  }

  /** Memory of this machine that the device can copy from without a detour. */
  @SuppressWarnings("restricted")
  MemorySegment allocatePinned(long bytes) {
    return allocate(mallocHost, bytes).reinterpret(bytes);
  }

  private MemorySegment allocate(CFunction function, long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pointer = arena.allocate(ADDRESS);
      check(function, pointer, Math.max(1, bytes));
      return pointer.get(ADDRESS, 0);
    }
  }

  void free(MemorySegment memory) {
    check(free, memory);
  }

  void freePinned(MemorySegment memory) {
    check(freeHost, memory);
  }

  void copy(MemorySegment to, MemorySegment from, long bytes, int direction) {
    check(memcpy, to, from, bytes, direction);
  }

  void copyAsync(
      MemorySegment to, MemorySegment from, long bytes, int direction, MemorySegment stream) {
    check(memcpyAsync, to, from, bytes, direction, stream);
  }

  /** Bytes that can still be allocated on the current device. */
  long freeBytes() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment left = arena.allocate(JAVA_LONG);
      MemorySegment all = arena.allocate(JAVA_LONG);
      check(memGetInfo, left, all);
      return left.get(JAVA_LONG, 0);
    }
  }

  MemorySegment newEvent() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(ADDRESS);
      check(eventCreate, event);
      return event.get(ADDRESS, 0);
    }
  }

  void destroyEvent(MemorySegment event) {
    check(eventDestroy, event);
  }

  void record(MemorySegment event, MemorySegment stream) {
    check(eventRecord, event, stream);
  }

  /** Between two events that have happened. */
  long nanosBetween(MemorySegment start, MemorySegment stop) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment millis = arena.allocate(JAVA_FLOAT);
      check(eventElapsedTime, millis, start, stop);
      return (long) (millis.get(JAVA_FLOAT, 0) * 1e6);
    }
  }

  void synchronize() {
    check(deviceSynchronize);
  }

  @SuppressWarnings("restricted")
  private void check(CFunction function, Object... arguments) {
    int status = function.call(arguments);
    if (status != 0) {
      String text;
      try {
        MemorySegment message = (MemorySegment) getErrorString.invokeExact(status);
        text = message.reinterpret(Long.MAX_VALUE).getString(0);
      } catch (Throwable e) {
        text = "no text: " + e;
      }
      throw new CuvsException(function.name() + ": " + text + " (CUDA error " + status + ")");
    }
  }
}
