package io.hybridperf.suite.fault;

import com.typesafe.config.Config;
import io.hybridperf.suite.settings.CommandWords;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A command that an environment configures: words between blanks, or a list of words; no shell
 * reads it. It is done when it exits with 0. What it prints is dropped, as it may hold secrets.
 *
 * @param setting where it is configured, as {@code hooks.neo4j.stop}
 * @param words of the command
 */
public record Hook(String setting, List<String> words) {
  /** Copies the words. */
  public Hook {
    words = List.copyOf(words);
  }

  /**
   * Reads one.
   *
   * @param config that holds it
   * @param key its name there
   * @param setting its name for people
   * @return the command
   * @throws IllegalArgumentException with one line that names the setting
   */
  public static Hook of(Config config, String key, String setting) {
    return new Hook(setting, CommandWords.of(config, key, setting));
  }

  /**
   * Runs it, and waits for its end.
   *
   * @param timeout after which it is ended, with all that it has started
   * @param folder where it runs
   * @param environment variables that it sees beside those of this process
   * @throws IOException with one line, if it cannot be run, does not end in time or exits with
   *     another status than 0
   */
  public void run(Duration timeout, Path folder, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(words))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        end(process);
        throw new IOException(
            "%s did not end within hooks.timeout = %s s".formatted(setting, timeout.toSeconds()));
      }
    } catch (InterruptedException e) {
      end(process);
      Thread.currentThread().interrupt();
      throw new IOException(setting + " was interrupted", e);
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "%s exited with %s; run it by hand to see why".formatted(setting, process.exitValue()));
    }
  }

  /** Ends it with all that it has started, and returns when they are gone. */
  private static void end(Process process) {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(
        each -> each.onExit().orTimeout(5, TimeUnit.SECONDS).exceptionally(_ -> each).join());
  }
}
