package io.hybridperf.report.serve;

import io.hybridperf.measurement.run.RunFolder;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which file a path of a request stands for: one within a run's folder, or none. */
final class ServedFile {
  private static final String PREFIX = "/runs/";

  /** No way up, no hidden file, no other separator, nothing that ends a name for the system. */
  private static final Pattern NAME = Pattern.compile("[^./\\\\\\p{Cntrl}:][^/\\\\\\p{Cntrl}:]*");

  private ServedFile() {}

  /**
   * Finds it.
   *
   * @param results holds the folders of runs
   * @param rawPath of the request, not decoded
   * @return a regular file that is in a run's folder, links followed
   */
  static Optional<Path> of(Path results, String rawPath) {
    Optional<List<String>> names = names(rawPath);
    if (names.isEmpty() || names.get().size() < 2) {
      return Optional.empty();
    }
    try {
      Path run = results.resolve(names.get().getFirst());
      if (!Files.isRegularFile(run.resolve("run.json")) && new RunFolder(run).starts().isEmpty()) {
        return Optional.empty();
      }
      Path file = run;
      for (String name : names.get().subList(1, names.get().size())) {
        file = file.resolve(name);
      }
      Path real = file.toRealPath();
      return real.startsWith(run.toRealPath())
              && Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)
          ? Optional.of(real)
          : Optional.empty();
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<List<String>> names(String rawPath) {
    if (!rawPath.startsWith(PREFIX)) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    for (String part : rawPath.substring(PREFIX.length()).split("/", -1)) {
      String name;
      try {
        name = URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
      if (!NAME.matcher(name).matches()) {
        return Optional.empty();
      }
      names.add(name);
    }
    return Optional.of(names);
  }
}
