package io.hybridperf.jmh.cuvs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where cuVS is installed: {@code -Dcuvs.library.path}, or a folder that pip installs into. */
final class CuvsInstall {
  /**
   * What puts the library where it is found; the versions are the ones this binding is made for.
   */
  static final String COMMAND =
      "python3 -m pip install --target cuvs libcuvs-cu13==26.10.0 nvidia-cuda-runtime==13.5.37";

  static final String PROPERTY = "cuvs.library.path";
  private static final String LIBRARY = "libcuvs_c.so";

  // The packages pip brings, by their folders, and those that hold what their wheels carry along.
  private static final List<String> PACKAGES =
      List.of(
          "nvidia",
          "libcuvs_cu13.libs",
          "libkvikio_cu13.libs",
          "libraft_cu13.libs",
          "rapids_logger",
          "librmm",
          "libkvikio",
          "libraft",
          "libcuvs");

  private CuvsInstall() {}

  /** All libraries to load, the C library last; empty when there is no install. */
  static Optional<List<Path>> find() {
    String given = System.getProperty(PROPERTY, "");
    List<Path> candidates = given.isEmpty() ? pipFolders(System.getenv()) : List.of(Path.of(given));
    return candidates.stream().flatMap(folder -> librariesIn(folder).stream()).findFirst();
  }

  private static Optional<List<Path>> librariesIn(Path folder) {
    // A folder of libraries, such as conda's lib, or one of packages, such as site-packages.
    if (Files.isRegularFile(folder.resolve(LIBRARY))) {
      return Optional.of(NativeLibraries.below(folder));
    }
    if (!Files.isRegularFile(folder.resolve("libcuvs").resolve("lib64").resolve(LIBRARY))) {
      return Optional.empty();
    }
    List<Path> files = new ArrayList<>();
    PACKAGES.forEach(name -> files.addAll(NativeLibraries.below(folder.resolve(name))));
    return Optional.of(files);
  }

  private static List<Path> pipFolders(Map<String, String> environment) {
    List<Path> folders = new ArrayList<>();
    folders.add(Path.of("cuvs"));
    String virtual = environment.getOrDefault("VIRTUAL_ENV", "");
    if (!virtual.isEmpty()) {
      folders.addAll(sitePackages(Path.of(virtual, "lib")));
    }
    folders.addAll(sitePackages(Path.of(System.getProperty("user.home"), ".local", "lib")));
    return folders;
  }

  private static List<Path> sitePackages(Path lib) {
    List<Path> folders = new ArrayList<>();
    if (Files.isDirectory(lib)) {
      try (DirectoryStream<Path> versions = Files.newDirectoryStream(lib, "python3*")) {
        versions.forEach(version -> folders.add(version.resolve("site-packages")));
      } catch (IOException e) {
        return List.of();
      }
    }
    return folders;
  }
}
