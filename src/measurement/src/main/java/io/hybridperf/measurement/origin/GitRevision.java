package io.hybridperf.measurement.origin;

import io.hybridperf.measurement.files.Checks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The state of the sources a run was made from.
 *
 * @param revision full hash of the commit
 * @param dirty whether files differ from the commit
 */
public record GitRevision(String revision, boolean dirty) {

  /**
   * @throws IllegalArgumentException if the hash is missing
   */
  public GitRevision {
    Checks.present("revision", revision);
  }

  /**
   * Asks the git command.
   *
   * @param folder a folder in the working tree
   * @return empty without git, or outside a working tree
   */
  public static Optional<GitRevision> of(Path folder) {
    return git(folder, "rev-parse", "HEAD")
        .map(revision ->
            new GitRevision(
                revision,
                git(folder, "status", "--porcelain", "--untracked-files=no")
                    .map(changes -> !changes.isEmpty())
                    .orElse(true)));
  }

  private static Optional<String> git(Path folder, String... arguments) {
    try {
      Process process =
          new ProcessBuilder(Stream.concat(Stream.of("git"), List.of(arguments).stream()).toList())
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0
          ? Optional.of(output)
          : Optional.empty();
    } catch (IOException noGit) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
