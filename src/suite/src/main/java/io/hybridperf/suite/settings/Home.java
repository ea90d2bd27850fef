package io.hybridperf.suite.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the folder that holds {@code config/} and {@code results/}. */
public final class Home {
  private static final String PROPERTY = "hybridperf.home";

  private Home() {}

  /**
   * Finds the project's folder.
   *
   * @return what {@code -Dhybridperf.home} says, or the nearest folder upwards from the working
   *     directory that has a configuration, or what the jar holds that the simulation is started
   *     from
   * @throws UserError if there is none
   */
  public static Path find() {
    String given = System.getProperty(PROPERTY);
    Path start = Path.of(given == null ? "" : given).toAbsolutePath().normalize();
    Optional<Path> found =
        given == null
            ? upwardsFrom(start).or(() -> PackedHome.unpacked(Home.class.getClassLoader()))
            : Optional.of(start).filter(Home::isHome);
    return found.orElseThrow(() ->
        new UserError(
            "-D%s=%s: there is no config/hybrid-perf.conf; name the project's folder"
                .formatted(PROPERTY, start)));
  }

  private static Optional<Path> upwardsFrom(Path start) {
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (isHome(folder)) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }

  private static boolean isHome(Path folder) {
    return Files.exists(folder.resolve("config").resolve("hybrid-perf.conf"));
  }
}
