package io.hybridperf.jmh.cuvs;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * cuVS's C library, loaded once a process. Success is 1; every other status becomes an exception
 * with the library's text. Its log is switched off when it is loaded, since it goes to standard
 * output, where results are.
 */
final class Cuvs {
  /** The release this binding's structs are of; a patch release keeps them. */
  static final String RELEASE = "26.10";

  private static final int SUCCESS = 1;
  private static final int LOG_OFF = 6;
  private static final MemoryLayout FILTER = Structs.FILTER.layout();

  // What is called, by its parameters; an index, parameters and a tensor are all addresses.
  private static final Map<String, MemoryLayout[]> FUNCTIONS =
      Map.ofEntries(
          function("cuvsResourcesCreate", ADDRESS),
          function("cuvsResourcesDestroy", JAVA_LONG),
          function("cuvsStreamGet", JAVA_LONG, ADDRESS),
          function("cuvsStreamSync", JAVA_LONG),
          function("cuvsVersionGet", ADDRESS, ADDRESS, ADDRESS),
          function("cuvsRMMAsyncMemoryResourceEnable"),
          function("cuvsBruteForceIndexCreate", ADDRESS),
          function("cuvsBruteForceIndexDestroy", ADDRESS),
          function("cuvsBruteForceBuild", JAVA_LONG, ADDRESS, JAVA_INT, JAVA_FLOAT, ADDRESS),
          function("cuvsBruteForceSearch", JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS, FILTER),
          function("cuvsIvfFlatIndexParamsCreate", ADDRESS),
          function("cuvsIvfFlatIndexParamsDestroy", ADDRESS),
          function("cuvsIvfFlatSearchParamsCreate", ADDRESS),
          function("cuvsIvfFlatSearchParamsDestroy", ADDRESS),
          function("cuvsIvfFlatIndexCreate", ADDRESS),
          function("cuvsIvfFlatIndexDestroy", ADDRESS),
          function("cuvsIvfFlatBuild", JAVA_LONG, ADDRESS, ADDRESS, ADDRESS),
          function(
              "cuvsIvfFlatSearch", JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, FILTER),
          function("cuvsIvfPqIndexParamsCreate", ADDRESS),
          function("cuvsIvfPqIndexParamsDestroy", ADDRESS),
          function("cuvsIvfPqSearchParamsCreate", ADDRESS),
          function("cuvsIvfPqSearchParamsDestroy", ADDRESS),
          function("cuvsIvfPqIndexCreate", ADDRESS),
          function("cuvsIvfPqIndexDestroy", ADDRESS),
          function("cuvsIvfPqBuild", JAVA_LONG, ADDRESS, ADDRESS, ADDRESS),
          function("cuvsIvfPqSearch", JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS),
          function("cuvsRefine", JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS),
          function("cuvsCagraIndexParamsCreate", ADDRESS),
          function("cuvsCagraIndexParamsDestroy", ADDRESS),
          function("cuvsCagraSearchParamsCreate", ADDRESS),
          function("cuvsCagraSearchParamsDestroy", ADDRESS),
          function("cuvsCagraIndexCreate", ADDRESS),
          function("cuvsCagraIndexDestroy", ADDRESS),
          function("cuvsCagraBuild", JAVA_LONG, ADDRESS, ADDRESS, ADDRESS),
          function(
              "cuvsCagraSearch", JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, FILTER),
          function("cuvsDatasetMakePadded", JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS),
          function("cuvsDatasetDestroy", ADDRESS));

  private static @Nullable Cuvs loaded;
  private static @Nullable String failure;

  private final Map<String, CFunction> functions = new ConcurrentHashMap<>();
  private final MethodHandle lastErrorText;
  private final Cuda cuda;
  private final String version;

  private Cuvs(NativeLibraries libraries) {
    FUNCTIONS.forEach(
        (name, parameters) -> functions.put(name, libraries.function(name, parameters)));
    lastErrorText = errorText(libraries);
    switchLogOff(libraries);
    cuda = new Cuda(libraries);
    version = readVersion();
  }

  /**
   * Loads the library, or says again why it could not be loaded.
   *
   * @throws CuvsException when it is not installed, cannot be loaded or is another release
   */
  static synchronized Cuvs get() {
    if (failure != null) {
      throw new CuvsException(failure);
    }
    if (loaded == null) {
      try {
        loaded = load(CuvsInstall.find());
      } catch (CuvsException e) {
        failure = e.getMessage();
        throw e;
      }
    }
    return loaded;
  }

  static Cuvs load(Optional<List<Path>> files) {
    if (files.isEmpty()) {
      String given = System.getProperty(CuvsInstall.PROPERTY, "");
      throw new CuvsException(
          (given.isEmpty()
                  ? "cuVS is not installed"
                  : "there is no libcuvs_c.so in or below " + CuvsInstall.PROPERTY + "=" + given)
              + "; install it (2 GB) with: "
              + CuvsInstall.COMMAND
              + " and name the folder with -D"
              + CuvsInstall.PROPERTY
              + "=cuvs");
    }
    Cuvs cuvs = new Cuvs(NativeLibraries.load(files.get()));
    requireRelease(cuvs.version);
    return cuvs;
  }

  static void requireRelease(String installed) {
    if (!installed.startsWith(RELEASE + ".")) {
      throw new CuvsException(
          "cuVS %s is installed and this binding is for %s.x, whose structs may differ: install it with: %s"
              .formatted(installed, RELEASE, CuvsInstall.COMMAND));
    }
  }

  Cuda cuda() {
    return cuda;
  }

  String version() {
    return version;
  }

  static Set<String> functionNames() {
    return FUNCTIONS.keySet();
  }

  /** Calls a function of {@link #FUNCTIONS}. */
  void call(String name, Object... arguments) {
    CFunction function = functions.get(name);
    if (function == null) {
      throw new AssertionError(name + " is not in the list of functions");
    }
    if (function.call(arguments) != SUCCESS) {
      throw new CuvsException(name + ": " + lastError());
    }
  }

  /** Calls a function whose last parameter receives an address, and returns that. */
  MemorySegment create(String name, Object... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ADDRESS);
      Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
      all[arguments.length] = out;
      call(name, all);
      return out.get(ADDRESS, 0);
    }
  }

  /** The same for a struct, whose fields can then be read and written. */
  @SuppressWarnings("restricted")
  MemorySegment create(String name, Struct struct) {
    return create(name).reinterpret(struct.layout().byteSize());
  }

  private String readVersion() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment parts = arena.allocate(JAVA_SHORT, 3);
      call("cuvsVersionGet", parts, parts.asSlice(2), parts.asSlice(4));
      return String.format(
          Locale.ROOT,
          "%02d.%02d.%02d",
          parts.getAtIndex(JAVA_SHORT, 0),
          parts.getAtIndex(JAVA_SHORT, 1),
          parts.getAtIndex(JAVA_SHORT, 2));
    }
  }

  @SuppressWarnings("restricted")
  private String lastError() {
    try {
      MemorySegment text = (MemorySegment) lastErrorText.invokeExact();
      return text.equals(MemorySegment.NULL)
          ? "no error text"
          // What follows the first line is the library's own stack.
          : text.reinterpret(Long.MAX_VALUE).getString(0).strip().lines().findFirst().orElse("");
    } catch (Throwable e) {
      return "no error text: " + e;
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle errorText(NativeLibraries libraries) {
    MemorySegment address =
        libraries
            .find("cuvsGetLastErrorText")
            .orElseThrow(
                () -> new CuvsException("libcuvs_c.so was not loaded" + libraries.errors()));
    return Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(ADDRESS));
  }

  @SuppressWarnings("restricted")
  private static void switchLogOff(NativeLibraries libraries) {
    MemorySegment address =
        libraries
            .find("cuvsSetLogLevel")
            .orElseThrow(() -> new CuvsException("the library has no function cuvsSetLogLevel"));
    try {
      Linker.nativeLinker()
          .downcallHandle(address, FunctionDescriptor.ofVoid(JAVA_INT))
          .invokeExact(LOG_OFF);
    } catch (Throwable e) {
      throw new AssertionError("a C function threw", e);
    }
  }

  private static Map.Entry<String, MemoryLayout[]> function(
      String name, MemoryLayout... parameters) {
    return Map.entry(name, parameters);
  }
}
