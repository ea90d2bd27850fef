package io.hybridperf.embedded.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** PostgreSQL's main process, as its {@code postmaster.pid} tells of it. */
public final class Postmaster {
  private static final Duration START_TOLERANCE = Duration.ofSeconds(5);
  private static final long STOP_LIMIT_SECONDS = 10;

  private Postmaster() {}

  /** The process that serves this cluster, if its file says that there is one. */
  public static OptionalLong pid(Path cluster) throws IOException {
    List<String> lines = lines(cluster);
    // A process that serves nobody, as initdb runs some, writes its pid negated.
    return lines.isEmpty() || number(lines.getFirst()) < 0
        ? OptionalLong.empty()
        : OptionalLong.of(number(lines.getFirst()));
  }

  private static long number(String line) {
    return Long.parseLong(line.strip());
  }

  /**
   * Ends a server that an earlier stack left on this cluster, and removes a file that names no such
   * server: PostgreSQL itself refuses to start when any process has the pid in it. Only for a
   * caller that owns the cluster's folder.
   */
  public static void endStale(Path cluster) throws IOException {
    List<String> lines = lines(cluster);
    if (lines.isEmpty()) {
      return;
    }
    Optional<ProcessHandle> stale =
        ProcessHandle.of(Math.abs(number(lines.getFirst())))
            .filter(process -> isPostmaster(process, lines));
    if (stale.isPresent()) {
      end(stale.get());
    }
    Files.deleteIfExists(file(cluster));
  }

  // The file's third line is the second at which the server started; a process that merely got the
  // same pid later did not start then.
  private static boolean isPostmaster(ProcessHandle process, List<String> lines) {
    if (lines.size() < 3) {
      return false;
    }
    Instant noted = Instant.ofEpochSecond(number(lines.get(2)));
    boolean sameStart =
        process
            .info()
            .startInstant()
            .filter(at -> Duration.between(at, noted).abs().compareTo(START_TOLERANCE) < 0)
            .isPresent();
    boolean sameProgram =
        process
            .info()
            .command()
            .filter(command -> Path.of(command).getFileName().toString().startsWith("postgres"))
            .isPresent();
    return sameStart && sameProgram;
  }

  private static void end(ProcessHandle postmaster) throws IOException {
    ProcessReaper.interrupt(postmaster.pid());
    try {
      postmaster.onExit().get(STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      postmaster.destroyForcibly();
    } catch (ExecutionException e) {
      throw new IOException("waiting for process " + postmaster.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while ending process " + postmaster.pid(), e);
    }
  }

  private static Path file(Path cluster) {
    return cluster.resolve("postmaster.pid");
  }

  private static List<String> lines(Path cluster) throws IOException {
    Path file = file(cluster);
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }
}
