package io.hybridperf.gatling.grpc.channel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A command that prints a token.
 *
 * @param words of it; no shell reads them
 * @param folder in which it runs
 */
record TokenCommand(List<String> words, Path folder) implements RenewedToken.Origin {
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int MOST_BYTES = 64 << 10;

  TokenCommand {
    words = List.copyOf(words);
  }

  @Override
  public String fetch() throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(words)
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new IOException("%s cannot be run: %s".formatted(this, e.getMessage()), e);
    }
    try (InputStream output = process.getInputStream()) {
      process.getOutputStream().close();
      var _ =
          process
              .onExit()
              .orTimeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
              .whenComplete((_, late) -> {
                if (late != null) {
                  end(process);
                }
              });
      String token = new String(output.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      if (!process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("%s did not end within %s s".formatted(this, LONGEST.toSeconds()));
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            "%s exited with %s; run it by hand to see why".formatted(this, process.exitValue()));
      }
      return token;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(this + " was interrupted", e);
    } finally {
      end(process);
    }
  }

  private static void end(Process process) {
    Stream.concat(process.descendants(), Stream.of(process.toHandle()))
        .forEach(ProcessHandle::destroyForcibly);
  }

  /** The program alone: what follows it may be a secret. */
  @Override
  public String toString() {
    return "command " + words.getFirst();
  }
}
