package io.hybridperf.jmh.cuvs;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Shared libraries from a folder, the ones they need first. Packages of pip keep each library in a
 * folder of its own without telling the linker, but it takes a library that is loaded already for
 * one that is needed: so all are tried again and again until no more of them load.
 */
final class NativeLibraries {
  private final List<SymbolLookup> loaded = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();

  /** Loads from these files what can be loaded. They stay loaded as long as this process lives. */
  static NativeLibraries load(List<Path> files) {
    NativeLibraries libraries = new NativeLibraries();
    List<Path> left = new ArrayList<>(files);
    boolean progress = true;
    while (progress && !left.isEmpty()) {
      libraries.errors.clear();
      progress = left.removeIf(libraries::tryToLoad);
    }
    return libraries;
  }

  @SuppressWarnings("restricted")
  private boolean tryToLoad(Path file) {
    try {
      loaded.add(SymbolLookup.libraryLookup(file, Arena.global()));
      return true;
    } catch (IllegalArgumentException e) {
      errors.add(String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** Loads one library by its name, where the system's linker finds it. */
  @SuppressWarnings("restricted")
  static Optional<NativeLibraries> system(String name) {
    NativeLibraries libraries = new NativeLibraries();
    try {
      libraries.loaded.add(SymbolLookup.libraryLookup(name, Arena.global()));
      return Optional.of(libraries);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** All shared libraries below a folder. */
  static List<Path> below(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches(".*\\.so(\\.[0-9.]+)?"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  Optional<MemorySegment> find(String symbol) {
    return loaded.stream().flatMap(lookup -> lookup.find(symbol).stream()).findFirst();
  }

  CFunction function(String name, MemoryLayout... parameters) {
    MemorySegment address =
        find(name)
            .orElseThrow(() -> new CuvsException("the library has no function " + name + errors()));
    return new CFunction(name, address, parameters);
  }

  /** What could not be loaded, for a message. */
  String errors() {
    return errors.isEmpty() ? "" : " (not loaded: " + String.join("; ", errors) + ")";
  }
}
