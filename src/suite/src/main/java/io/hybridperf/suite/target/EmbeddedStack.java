package io.hybridperf.suite.target;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The embedded hybrid stack, in a process and on a class path of its own: Neo4j and Gatling bring
 * libraries that cannot share one.
 *
 * <p>The process is started from the Java argument file that the embedded module's build writes. It
 * says what it does line by line, then {@code READY} with its addresses. It stops when its standard
 * input ends, so it cannot outlive this JVM.
 */
public final class EmbeddedStack implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final String OPTIONS = "stack";
  private static final String FOLDER = "stack-folder";
  private static final String READY = "READY ";
  private static final String FAILED = "FAILED ";
  private static final String STOPPED = "STOPPED";

  private final Process process;
  private final JsonNode ready;
  private final CountDownLatch stopped;

  private EmbeddedStack(Process process, JsonNode ready, CountDownLatch stopped) {
    this.process = process;
    this.ready = ready;
    this.stopped = stopped;
  }

  /**
   * Starts the stack and waits until it answers.
   *
   * @param settings what is under {@code stack} is given to the process: {@code stack.faults =
   *     true} as {@code --faults on}, {@code stack.name = value} as {@code --name value}
   * @param say takes each line of progress
   * @return the running stack
   * @throws UserError if it was not built, or cannot start
   */
  static EmbeddedStack start(Settings settings, Consumer<String> say) {
    String env = "env=" + settings.environment() + ": ";
    Path module = settings.home().resolve("src").resolve("embedded").resolve("target");
    Path arguments = module.resolve("embedded-stack.args");
    if (!Files.exists(arguments)) {
      throw new UserError(env + arguments + " is missing; build it with: mvn test-compile");
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path errors = module.resolve("embedded-stack.err");
    try {
      List<String> command = new ArrayList<>();
      // The generator shares the machine: it goes first, or it would measure its own lateness.
      // Ctrl-C in a terminal goes to every process: the stack must outlast the load.
      command.addAll(List.of("sh", "-c", "trap '' INT; exec nice \"$0\" \"$@\""));
      command.addAll(List.of(java.toString(), "@" + arguments));
      command.addAll(List.of("--data-dir", module.resolve(folder(settings.config())).toString()));
      command.addAll(List.of("--parent-pid", Long.toString(ProcessHandle.current().pid())));
      command.addAll(options(settings.config()));
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      return awaitReady(process, env, errors, say);
    } catch (IOException e) {
      throw new UncheckedIOException(env + java + " cannot be started", e);
    }
  }

  /** Environments with other engines keep their data apart, or each start would load it again. */
  private static String folder(Config config) {
    return config.hasPath(FOLDER) ? config.getString(FOLDER) : "stack-data";
  }

  /** In alphabetical order. */
  private static List<String> options(Config config) {
    List<String> options = new ArrayList<>();
    if (config.hasPath(OPTIONS)) {
      Map<String, ConfigValue> sorted = new TreeMap<>(config.getObject(OPTIONS));
      sorted.forEach((name, value) -> {
        Object given = value.unwrapped();
        String text = given instanceof Boolean yes ? (yes ? "on" : "off") : given.toString();
        options.addAll(List.of("--" + name, text));
      });
    }
    return options;
  }

  // The reader lives as long as the process: closing it would break the pipe the process writes to.
  private static EmbeddedStack awaitReady(
      Process process, String env, Path errors, Consumer<String> say) throws IOException {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(READY)) {
        CountDownLatch stopped = new CountDownLatch(1);
        Thread.ofPlatform()
            .daemon()
            .name("embedded-stack-output")
            .start(() -> drain(output, say, stopped));
        return new EmbeddedStack(process, json(line.substring(READY.length())), stopped);
      }
      if (line.startsWith(FAILED)) {
        throw new UserError(env + line.substring(FAILED.length()));
      }
      say.accept(line);
    }
    throw new UserError(env + "the stack ended before it was ready; " + errors + " says why");
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JacksonException e) {
      throw new IllegalStateException("the embedded stack announced itself with " + text, e);
    }
  }

  private static void drain(BufferedReader output, Consumer<String> say, CountDownLatch stopped) {
    try {
      String line = output.readLine();
      while (line != null && !line.equals(STOPPED)) {
        say.accept(line);
        line = output.readLine();
      }
      if (line == null) {
        say.accept(
            "the embedded stack has ended by itself; what follows are the errors of its absence");
      }
    } catch (IOException e) {
      // The process has ended; whoever waits for it says so.
    } finally {
      stopped.countDown();
    }
  }

  /** {@return the coordinator's {@code host:port}} */
  public String target() {
    return ready.path("coordinator").asText();
  }

  /** {@return what the stack said of itself: addresses, engines with versions, data set} */
  public JsonNode description() {
    return ready;
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
   * Stops the stack and waits until its stores are closed; what does not stop in time is ended.
   * After its first run the process goes on for some seconds: it keeps the classes it loaded, so
   * that the next start is quick.
   */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It is ending already.
    }
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
