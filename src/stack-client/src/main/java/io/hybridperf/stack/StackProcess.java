package io.hybridperf.stack;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An embedded stack in a process of its own, as its parent sees it. It stops when its standard
 * input ends, so it cannot outlive this JVM.
 */
public final class StackProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final String READY = "READY ";
  private static final String FAILED = "FAILED ";
  private static final String STOPPED = "STOPPED";

  private final Process process;
  private final @Nullable File errors;
  private final Consumer<String> progress;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final CompletableFuture<JsonNode> ready = new CompletableFuture<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread reader;

  StackProcess(Process process, @Nullable File errors, Consumer<String> progress) {
    this.process = process;
    this.errors = errors;
    this.progress = progress;
    // The reader lives as long as the process: closing it would break the pipe that it writes to.
    this.reader =
        Thread.ofPlatform().daemon().name("embedded-stack-output").start(this::readOutput);
  }

  private void readOutput() {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
        take(line);
      }
    } catch (IOException e) {
      // The pipe broke as the process ended.
    } finally {
      outputEnded();
    }
  }

  private void take(String line) {
    if (line.startsWith(READY)) {
      announce(line.substring(READY.length()));
    } else if (line.startsWith(FAILED)) {
      ready.completeExceptionally(new StackStartException(line.substring(FAILED.length())));
    } else if (line.equals(STOPPED)) {
      stopped.countDown();
    } else {
      progress.accept(line);
    }
  }

  private void announce(String json) {
    try {
      ready.complete(new ObjectMapper().readTree(json));
    } catch (JacksonException e) {
      ready.completeExceptionally(
          new StackStartException("the embedded stack announced itself with " + json, e));
    }
  }

  private void outputEnded() {
    boolean neverReady =
        ready.completeExceptionally(
            new StackStartException(
                "the stack ended before it was ready"
                    + (errors == null ? "" : "; " + errors + " says why")));
    if (!neverReady && !ready.isCompletedExceptionally() && stopped.getCount() > 0) {
      progress.accept(
          "the embedded stack has ended by itself; what follows are the errors of its absence");
    }
    stopped.countDown();
  }

  /**
   * Waits until the stack answers.
   *
   * @return what it says of itself: addresses, engines with versions, data set
   * @throws StackStartException if it says that it cannot start, or ends
   */
  public JsonNode awaitReady() {
    try {
      return ready.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StackStartException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** {@return what the stack said of itself: addresses, engines with versions, data set} */
  public JsonNode description() {
    return awaitReady();
  }

  /** {@return the coordinator's {@code host:port}} */
  public String target() {
    return description().path("coordinator").asText();
  }

  /** {@return every line it has printed so far, those of the protocol too} */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** {@return the stack's own process} */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /**
   * Lets the stack collect its whole heap, so that what is left is live.
   *
   * @return whether it did
   */
  public boolean collectHeap() {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      return new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.run")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Writes a line to its standard input.
   *
   * @param command a command of the protocol: {@code stop}
   * @throws IOException if the process has ended
   */
  public void tell(String command) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write((command + "\n").getBytes(StandardCharsets.UTF_8));
    input.flush();
  }

  /** Ends its standard input, as a parent does that is done or dead. */
  public void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It is ending already.
    }
  }

  /** Ends it as the kernel would: without notice. */
  public void kill() {
    process.destroyForcibly();
  }

  /**
   * Waits until the process is gone and all of its output is read.
   *
   * @param limit how long to wait
   * @return its exit status
   * @throws InterruptedException if this thread is interrupted
   * @throws IllegalStateException if it still runs when the time is over
   */
  public int awaitExit(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit)) {
      throw new IllegalStateException("the stack has not ended: " + lines());
    }
    reader.join();
    return process.exitValue();
  }

  /**
   * Stops the stack and waits until its stores are closed; what does not stop in time is ended.
   * After its first run the process goes on for some seconds: it keeps the classes it loaded, so
   * that the next start is quick.
   */
  @Override
  public void close() {
    endInput();
    try {
      if (!stopped.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
