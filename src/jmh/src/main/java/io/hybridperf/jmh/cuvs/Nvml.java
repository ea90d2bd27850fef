package io.hybridperf.jmh.cuvs;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Optional;

/**
 * NVIDIA's management library, which comes with the driver: how busy a GPU is, its memory, power
 * and clocks. Reading does not disturb what runs there.
 */
public final class Nvml implements GpuReadings, AutoCloseable {
  private static final String LIBRARY = "libnvidia-ml.so.1";
  private static final int CLOCK_SM = 1;
  private static final int CLOCK_MEMORY = 2;
  private static final int NAME_BYTES = 96;
  private static final Struct MEMORY =
      new Struct(
          JAVA_LONG.withName("total"), JAVA_LONG.withName("free"), JAVA_LONG.withName("used"));

  private final CFunction shutdown;
  private final CFunction count;
  private final CFunction handle;
  private final CFunction name;
  private final CFunction driver;
  private final CFunction utilisation;
  private final CFunction memory;
  private final CFunction power;
  private final CFunction clock;
  private final MethodHandle errorString;

  @SuppressWarnings("restricted")
  private Nvml(NativeLibraries library) {
    errorString =
        Linker.nativeLinker()
            .downcallHandle(
                library.find("nvmlErrorString").orElseThrow(),
                FunctionDescriptor.of(ADDRESS, JAVA_INT));
    shutdown = library.function("nvmlShutdown");
    count = library.function("nvmlDeviceGetCount_v2", ADDRESS);
    handle = library.function("nvmlDeviceGetHandleByIndex_v2", JAVA_INT, ADDRESS);
    name = library.function("nvmlDeviceGetName", ADDRESS, ADDRESS, JAVA_INT);
    driver = library.function("nvmlSystemGetDriverVersion", ADDRESS, JAVA_INT);
    utilisation = library.function("nvmlDeviceGetUtilizationRates", ADDRESS, ADDRESS);
    memory = library.function("nvmlDeviceGetMemoryInfo", ADDRESS, ADDRESS);
    power = library.function("nvmlDeviceGetPowerUsage", ADDRESS, ADDRESS);
    clock = library.function("nvmlDeviceGetClockInfo", ADDRESS, JAVA_INT, ADDRESS);
    check(library.function("nvmlInit_v2"));
  }

  /**
   * Opens the library.
   *
   * @return the library; empty on a machine without NVIDIA's driver
   */
  public static Optional<Nvml> open() {
    try {
      return NativeLibraries.system(LIBRARY).map(Nvml::new);
    } catch (CuvsException e) {
      return Optional.empty();
    }
  }

  @Override
  public int devices() {
    try (Arena arena = Arena.ofConfined()) {
      return integer(arena, count);
    }
  }

  @Override
  public String name(int device) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(NAME_BYTES);
      check(name, device(arena, device), text, NAME_BYTES);
      return text.getString(0);
    }
  }

  /**
   * Names the driver's release.
   *
   * @return e.g. {@code 580.95.05}
   */
  public String driverVersion() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(NAME_BYTES);
      check(driver, text, NAME_BYTES);
      return text.getString(0);
    }
  }

  @Override
  public Reading read(int device) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment gpu = device(arena, device);
      MemorySegment rates = arena.allocate(JAVA_INT, 2);
      check(utilisation, gpu, rates);
      MemorySegment bytes = arena.allocate(MEMORY.layout());
      check(memory, gpu, bytes);
      return new Reading(
          rates.get(JAVA_INT, 0),
          MEMORY.getLong(bytes, "used"),
          integer(arena, power, gpu),
          integer(arena, clock, gpu, CLOCK_SM),
          integer(arena, clock, gpu, CLOCK_MEMORY));
    }
  }

  private MemorySegment device(Arena arena, int device) {
    MemorySegment out = arena.allocate(ADDRESS);
    check(handle, device, out);
    return out.get(ADDRESS, 0);
  }

  private int integer(Arena arena, CFunction function, Object... arguments) {
    MemorySegment out = arena.allocate(JAVA_INT);
    Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = out;
    check(function, all);
    return out.get(JAVA_INT, 0);
  }

  @SuppressWarnings("restricted")
  private void check(CFunction function, Object... arguments) {
    int status = function.call(arguments);
    if (status != 0) {
      String text;
      try {
        MemorySegment message = (MemorySegment) errorString.invokeExact(status);
        text = message.reinterpret(Long.MAX_VALUE).getString(0);
      } catch (Throwable e) {
        text = "no text: " + e;
      }
      throw new CuvsException(function.name() + ": " + text + " (NVML error " + status + ")");
    }
  }

  @Override
  public void close() {
    check(shutdown);
  }
}
