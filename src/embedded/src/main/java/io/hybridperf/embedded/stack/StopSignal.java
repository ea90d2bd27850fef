package io.hybridperf.embedded.stack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Whatever tells the stack to stop, whichever comes first. */
final class StopSignal {
  private final CompletableFuture<String> reason = new CompletableFuture<>();

  /** Completes with the reason when it is time to stop. */
  CompletableFuture<String> reason() {
    return reason;
  }

  /** Asks to stop. Only the first reason counts. */
  void raise(String why) {
    reason.complete(why);
  }

  /** Raised at the line "stop", and when the stream ends: its writer is gone. */
  void whenToldBy(InputStream commands) {
    Thread.ofPlatform()
        .daemon()
        .name("stop-on-stdin")
        .start(() -> {
          try {
            BufferedReader lines =
                new BufferedReader(new InputStreamReader(commands, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
              if (line.strip().equals(StackProtocol.STOP)) {
                raise("told to stop");
                return;
              }
            }
            raise("standard input ended");
          } catch (IOException e) {
            raise("standard input failed: " + e.getMessage());
          }
        });
  }

  /** Raised when this process has ended, even if it had before. */
  void whenGone(long pid) {
    Thread.ofPlatform()
        .daemon()
        .name("stop-with-parent")
        .start(() -> {
          ProcessHandle.of(pid).ifPresent(parent -> parent.onExit().join());
          raise("parent process " + pid + " is gone");
        });
  }
}
