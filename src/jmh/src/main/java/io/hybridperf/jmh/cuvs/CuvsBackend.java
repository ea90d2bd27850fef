package io.hybridperf.jmh.cuvs;

import io.hybridperf.jmh.backend.Availability;
import io.hybridperf.jmh.backend.BackendException;
import io.hybridperf.jmh.backend.DistanceMetric;
import io.hybridperf.jmh.backend.Inputs;
import io.hybridperf.jmh.backend.Normalised;
import io.hybridperf.jmh.backend.TopK;
import io.hybridperf.jmh.backend.Tuning;
import io.hybridperf.jmh.backend.VectorSearchBackend;
import io.hybridperf.jmh.data.VectorSet;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * What cuVS's four indexes have in common. The rows lie in the device's memory from the build on;
 * queries and answers are copied within each search, so the copies are in the time of a search, and
 * {@link #deviceNanos} is the part without them.
 *
 * <p>Cosine is searched as the inner product of unit vectors. cuVS orders equal distances as it
 * likes, so answers are ordered again by distance and id; which of several equal rows stand at the
 * very end of the k answers stays its choice.
 */
abstract class CuvsBackend implements VectorSearchBackend {
  private static final String DEVICE = "device";
  private static final int SESSIONS = 8;
  private static final int UPLOAD_ROWS = 1 << 14;
  private static final long COPY_BYTES = 1L << 30;
  private static final int COPY_PASSES = 10;
  private static final Set<Integer> POOLED = ConcurrentHashMap.newKeySet();

  private final String name;
  private final boolean exact;
  private final Set<String> settings;
  private final BlockingQueue<Session> idle = new LinkedBlockingQueue<>();
  private final List<Session> sessions = new ArrayList<>();
  private final ThreadLocal<Long> lastNanos = new ThreadLocal<>();
  private @Nullable Cuvs cuvs;
  private @Nullable CuvsIndex index;
  private @Nullable MemorySegment rows;
  private DistanceMetric metric = DistanceMetric.COSINE;
  private int device;
  private int count;
  private int dimension;

  CuvsBackend(String name, boolean exact, Set<String> settings) {
    this.name = name;
    this.exact = exact;
    Set<String> all = new TreeSet<>(settings);
    all.add(DEVICE);
    this.settings = all;
  }

  abstract CuvsIndex newIndex(Cuvs library, CuvsIndex.Rows from, long resources, Tuning tuning);

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final boolean exact() {
    return exact;
  }

  @Override
  public final Set<String> settings() {
    return settings;
  }

  @Override
  public final String version() {
    Cuvs library = Cuvs.get();
    return "cuVS %s %s, CUDA driver for %s"
        .formatted(library.version(), name, library.cuda().driverVersion());
  }

  @Override
  public final Availability probe() {
    try {
      // First the driver: without one there is no use in loading 2 GB of libraries.
      if (NativeLibraries.system("libcuda.so.1").isEmpty()) {
        return Availability.no(
            "no NVIDIA driver (libcuda.so.1) on this machine: it needs one and an NVIDIA GPU");
      }
      int devices = Cuvs.get().cuda().deviceCount();
      return devices > 0 ? Availability.ok() : Availability.no("CUDA sees no device");
    } catch (CuvsException e) {
      return Availability.no(String.valueOf(e.getMessage()));
    } catch (LinkageError | RuntimeException e) {
      return Availability.no("cuVS cannot be called: " + e);
    }
  }

  @Override
  public final int devices() {
    return probe() instanceof Availability.Available() ? Cuvs.get().cuda().deviceCount() : 0;
  }

  @Override
  public final void build(VectorSet vectors, DistanceMetric distance, Tuning tuning) {
    close();
    tuning.requireOnly(name, settings);
    Inputs.checkRows(vectors);
    metric = distance;
    count = vectors.rows();
    dimension = vectors.dimension();
    device =
        tuning.values().containsKey(DEVICE) ? Integer.parseInt(tuning.values().get(DEVICE)) : 0;
    try {
      Cuvs library = Cuvs.get();
      cuvs = library;
      library.cuda().use(device);
      if (POOLED.add(device)) {
        // Allocation from the driver's pool: searches allocate, and plain allocation waits for all.
        library.call("cuvsRMMAsyncMemoryResourceEnable");
      }
      requireMemory(library, vectors);
      rows = upload(library, vectors);
      for (int i = 0; i < SESSIONS; i++) {
        sessions.add(new Session(library, device));
      }
      idle.addAll(sessions);
      int cuvsMetric =
          metric == DistanceMetric.L2 ? CuvsIndex.L2_EXPANDED : CuvsIndex.INNER_PRODUCT;
      index =
          newIndex(
              library,
              new CuvsIndex.Rows(rows, count, dimension, device, cuvsMetric),
              sessions.getFirst().resources(),
              tuning);
      library.cuda().synchronize();
    } catch (CuvsException e) {
      close();
      throw new BackendException(name + ": cannot build: " + e.getMessage(), e);
    }
  }

  private void requireMemory(Cuvs library, VectorSet vectors) {
    long needed = vectors.segment().byteSize();
    long free = library.cuda().freeBytes();
    if (needed > free / 10 * 9) {
      throw new CuvsException(
          String.format(
              Locale.ROOT,
              "the rows are %,d MB, device %d has %,d MB free: fewer rows, or more devices",
              needed >> 20,
              device,
              free >> 20));
    }
  }

  private MemorySegment upload(Cuvs library, VectorSet vectors) {
    Cuda cuda = library.cuda();
    MemorySegment target = cuda.allocate(vectors.segment().byteSize());
    try {
      for (int from = 0; from < count; from += UPLOAD_ROWS) {
        int to = Math.min(count, from + UPLOAD_ROWS);
        MemorySegment chunk = Normalised.chunk(vectors, from, to, metric);
        cuda.copy(
            MemorySegment.ofAddress(target.address() + 4L * from * dimension),
            chunk,
            chunk.byteSize(),
            Cuda.HOST_TO_DEVICE);
      }
      return target;
    } catch (RuntimeException e) {
      cuda.free(target);
      throw e;
    }
  }

  @Override
  public final void tune(Tuning tuning) {
    tuning.requireOnly(name, settings);
    if (index != null) {
      index.tune(tuning);
    }
  }

  @Override
  public final void search(float[] queries, int batch, int k, int[] ids, float[] distances) {
    CuvsIndex built = index;
    if (built == null) {
      throw new BackendException(name + ": search before build");
    }
    Inputs.checkSearch(queries, batch, dimension, k, ids, distances);
    float[] asked = Normalised.queries(queries, batch, dimension, metric);
    int found = Math.min(k, count);
    Session session = take();
    try {
      lastNanos.set(
          session.run(
              asked,
              batch,
              dimension,
              found,
              (resources, in, outIds, outDistances) ->
                  built.search(resources, in, outIds, outDistances, found, batch)));
      TopK answers = new TopK(k);
      for (int q = 0; q < batch; q++) {
        for (int i = q * found; i < (q + 1) * found; i++) {
          long id = session.id(i);
          // What an inverted file did not find is marked by a number that is no row's.
          if (id >= 0 && id < count) {
            answers.offer(distance(session.distance(i)), (int) id);
          }
        }
        answers.drain(ids, distances, q * k, k);
      }
    } catch (CuvsException e) {
      throw new BackendException(name + ": cannot search: " + e.getMessage(), e);
    } finally {
      idle.add(session);
    }
  }

  private float distance(float answer) {
    return switch (metric) {
      case COSINE -> 1f - answer;
      case L2 -> Math.max(0f, answer);
      case INNER_PRODUCT -> -answer;
    };
  }

  private Session take() {
    try {
      return idle.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException(name + ": interrupted", e);
    }
  }

  @Override
  public final OptionalLong deviceNanos() {
    Long nanos = lastNanos.get();
    return nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos);
  }

  @Override
  public final OptionalDouble deviceBytesPerSecond() {
    try {
      Cuda cuda = Cuvs.get().cuda();
      cuda.use(device);
      MemorySegment both = cuda.allocate(2 * COPY_BYTES);
      MemorySegment to = MemorySegment.ofAddress(both.address() + COPY_BYTES);
      try {
        double[] nanos = new double[COPY_PASSES];
        for (int i = 0; i < COPY_PASSES; i++) {
          long start = System.nanoTime();
          cuda.copy(to, both, COPY_BYTES, Cuda.DEVICE_TO_DEVICE);
          cuda.synchronize();
          nanos[i] = System.nanoTime() - start;
        }
        // Each byte is read once and written once.
        return OptionalDouble.of(
            2 * COPY_BYTES * 1e9 / Arrays.stream(nanos).min().orElse(Double.NaN));
      } finally {
        cuda.free(both);
      }
    } catch (CuvsException e) {
      throw new BackendException(
          name + ": cannot measure the device's memory: " + e.getMessage(), e);
    }
  }

  @Override
  public final void close() {
    Cuvs library = cuvs;
    if (library == null) {
      return;
    }
    library.cuda().use(device);
    if (index != null) {
      index.close();
      index = null;
    }
    sessions.forEach(Session::close);
    sessions.clear();
    idle.clear();
    if (rows != null) {
      library.cuda().free(rows);
      rows = null;
    }
    cuvs = null;
  }
}
