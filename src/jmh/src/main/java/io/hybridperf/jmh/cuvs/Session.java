package io.hybridperf.jmh.cuvs;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * What one search at a time needs on one device: cuVS's resources with their stream, two events to
 * time the kernels between the copies, and buffers on both sides that grow to the largest search.
 */
final class Session implements AutoCloseable {
  private final Cuvs cuvs;
  private final int device;
  private final long resources;
  private final MemorySegment stream;
  private final MemorySegment started;
  private final MemorySegment stopped;
  private Buffers buffers;

  Session(Cuvs cuvs, int device) {
    this.cuvs = cuvs;
    this.device = device;
    cuvs.cuda().use(device);
    resources = createResources(cuvs);
    stream = cuvs.create("cuvsStreamGet", resources);
    started = cuvs.cuda().newEvent();
    stopped = cuvs.cuda().newEvent();
    buffers = new Buffers(cuvs.cuda(), 1, 1);
  }

  private static long createResources(Cuvs cuvs) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(JAVA_LONG);
      cuvs.call("cuvsResourcesCreate", out);
      return out.get(JAVA_LONG, 0);
    }
  }

  long resources() {
    return resources;
  }

  /** One search of an index: in, search, out. */
  interface Search {
    void run(long resources, MemorySegment queries, MemorySegment ids, MemorySegment distances);
  }

  /**
   * Copies queries in, searches, and copies the answers out to {@link #id} and {@link #distance}.
   *
   * @return the nanoseconds the device spent between the copies
   */
  long run(float[] queries, int batch, int dimension, int k, Search search) {
    Cuda cuda = cuvs.cuda();
    cuda.use(device);
    if (buffers.floats < (long) batch * dimension || buffers.answers < (long) batch * k) {
      long floats = Math.max(buffers.floats, (long) batch * dimension);
      long answers = Math.max(buffers.answers, (long) batch * k);
      // First the new ones: where the device has no room for them, the old ones stay as they are.
      Buffers larger = new Buffers(cuda, floats, answers);
      buffers.close();
      buffers = larger;
    }
    MemorySegment.copy(queries, 0, buffers.hostQueries, JAVA_FLOAT, 0, batch * dimension);
    try (Arena arena = Arena.ofConfined()) {
      cuda.copyAsync(
          buffers.queries,
          buffers.hostQueries,
          4L * batch * dimension,
          Cuda.HOST_TO_DEVICE,
          stream);
      cuda.record(started, stream);
      search.run(
          resources,
          Tensor.ofFloats(arena, buffers.queries, device, batch, dimension),
          Tensor.ofLongs(arena, buffers.ids, device, batch, k),
          Tensor.ofFloats(arena, buffers.distances, device, batch, k));
      cuda.record(stopped, stream);
      cuda.copyAsync(buffers.hostIds, buffers.ids, 8L * batch * k, Cuda.DEVICE_TO_HOST, stream);
      cuda.copyAsync(
          buffers.hostDistances, buffers.distances, 4L * batch * k, Cuda.DEVICE_TO_HOST, stream);
      cuvs.call("cuvsStreamSync", resources);
    }
    return cuda.nanosBetween(started, stopped);
  }

  long id(int index) {
    return buffers.hostIds.getAtIndex(JAVA_LONG, index);
  }

  float distance(int index) {
    return buffers.hostDistances.getAtIndex(JAVA_FLOAT, index);
  }

  @Override
  public void close() {
    cuvs.cuda().use(device);
    buffers.close();
    cuvs.cuda().destroyEvent(started);
    cuvs.cuda().destroyEvent(stopped);
    cuvs.call("cuvsResourcesDestroy", resources);
  }

  private static final class Buffers implements AutoCloseable {
    private final List<Runnable> frees = new ArrayList<>();
    private final long floats;
    private final long answers;
    private final MemorySegment queries;
    private final MemorySegment ids;
    private final MemorySegment distances;
    private final MemorySegment hostQueries;
    private final MemorySegment hostIds;
    private final MemorySegment hostDistances;

    Buffers(Cuda cuda, long floats, long answers) {
      this.floats = floats;
      this.answers = answers;
      try {
        queries = onDevice(cuda, 4 * floats);
        ids = onDevice(cuda, 8 * answers);
        distances = onDevice(cuda, 4 * answers);
        hostQueries = pinned(cuda, 4 * floats);
        hostIds = pinned(cuda, 8 * answers);
        hostDistances = pinned(cuda, 4 * answers);
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }

    private MemorySegment onDevice(Cuda cuda, long bytes) {
      MemorySegment memory = cuda.allocate(bytes);
      frees.add(() -> cuda.free(memory));
      return memory;
    }

    private MemorySegment pinned(Cuda cuda, long bytes) {
      MemorySegment memory = cuda.allocatePinned(bytes);
      frees.add(() -> cuda.freePinned(memory));
      return memory;
    }

    @Override
    public void close() {
      frees.forEach(Runnable::run);
      frees.clear();
    }
  }
}
