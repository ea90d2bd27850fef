package io.hybridperf.stack;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How to start an embedded stack. Immutable; every method that sets something returns a new one.
 *
 * <pre>{@code
 * try (StackProcess stack =
 *     StackLauncher.built(root).dataDir(folder).option("faults", "on").start(System.err::println)) {
 *   call(stack.target());
 * }
 * }</pre>
 */
public final class StackLauncher {
  private static final Path ARGUMENTS = Path.of("src", "embedded", "target", "embedded-stack.args");

  /** What the build's arguments give the stack. */
  private static final long BUILT_HEAP_BYTES = 2L << 30;

  private final List<String> jvm;
  private final Map<String, String> options;
  private final Redirect errors;
  private final boolean background;
  private final long heapBytes;

  private StackLauncher(
      List<String> jvm,
      Map<String, String> options,
      Redirect errors,
      boolean background,
      long heapBytes) {
    this.jvm = List.copyOf(jvm);
    this.options = new LinkedHashMap<>(options);
    this.errors = errors;
    this.background = background;
    this.heapBytes = heapBytes;
  }

  /**
   * {@return a launcher of the stack that the build of the embedded module left}
   *
   * @param project the project's root, or a folder anywhere in it
   * @throws StackStartException if it was not built
   */
  public static StackLauncher built(Path project) {
    for (Path at = project.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      Path arguments = at.resolve(ARGUMENTS);
      if (Files.exists(arguments)) {
        return java(List.of("@" + arguments));
      }
    }
    throw new StackStartException(
        project.resolve(ARGUMENTS) + " is missing; build it with: mvn test-compile");
  }

  /**
   * {@return a launcher of the stack as a Java program}
   *
   * @param arguments of the {@code java} command, up to and with the main class
   */
  public static StackLauncher java(List<String> arguments) {
    return new StackLauncher(
        arguments,
        Map.of("parent-pid", Long.toString(ProcessHandle.current().pid())),
        Redirect.INHERIT,
        false,
        0);
  }

  /**
   * {@return one that keeps the data there}
   *
   * @param folder of the stack's data; made if it does not exist
   */
  public StackLauncher dataDir(Path folder) {
    return option("data-dir", folder.toString());
  }

  /**
   * {@return one with an option more, or with another value of an option that it has} The stack
   * ends with the process of {@code parent-pid}, which is this one unless said otherwise.
   *
   * @param name of the stack's option, without dashes
   * @param value of it
   */
  public StackLauncher option(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(name, value);
    return new StackLauncher(jvm, more, errors, background, heapBytes);
  }

  /**
   * {@return one that appends to a file what the process writes to standard error; without, it goes
   * to this process's own}
   *
   * @param file an existing file or a new one in an existing folder
   */
  public StackLauncher errorsTo(Path file) {
    return new StackLauncher(jvm, options, Redirect.appendTo(file.toFile()), background, heapBytes);
  }

  /**
   * {@return one whose process leaves the processor to this one where both want it, and outlasts a
   * Ctrl-C in their terminal} A load generator on the stack's machine would else measure its own
   * lateness, and lose the system under load before the load has ended.
   */
  public StackLauncher inBackground() {
    return new StackLauncher(jvm, options, errors, true, heapBytes);
  }

  /**
   * {@return one whose heap may grow to so much, where the build gives it less}
   *
   * @param bytes at most
   */
  public StackLauncher heapOfAtLeast(long bytes) {
    return new StackLauncher(jvm, options, errors, background, bytes);
  }

  /** The arguments end with the main class: the environment alone comes after their -Xmx. */
  private ProcessBuilder withHeap(ProcessBuilder process) {
    if (heapBytes > BUILT_HEAP_BYTES) {
      process
          .environment()
          .merge(
              "_JAVA_OPTIONS",
              "-Xmx" + ((heapBytes >> 20) + 1) + "m",
              (given, more) -> given + " " + more);
    }
    return process;
  }

  /**
   * Launches the stack and does not wait for it.
   *
   * @param progress takes each line that is for people, on a thread of the reader's
   * @return the process; close it
   * @throws StackStartException if there is no such program
   */
  public StackProcess launch(Consumer<String> progress) {
    List<String> command = new ArrayList<>();
    if (background) {
      command.addAll(List.of("sh", "-c", "trap '' INT; exec nice \"$0\" \"$@\""));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    options.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
    try {
      return new StackProcess(
          withHeap(new ProcessBuilder(command)).redirectError(errors).start(),
          errors.file(),
          progress);
    } catch (IOException e) {
      throw new StackStartException("the stack cannot be started: " + e.getMessage(), e);
    }
  }

  /**
   * Launches the stack and waits until it answers.
   *
   * @param progress takes each line that is for people
   * @return the running stack; close it
   * @throws StackStartException if it does not become ready; its process is then gone or going
   */
  public StackProcess start(Consumer<String> progress) {
    StackProcess stack = launch(progress);
    try {
      stack.awaitReady();
      return stack;
    } catch (StackStartException e) {
      stack.close();
      throw e;
    }
  }
}
