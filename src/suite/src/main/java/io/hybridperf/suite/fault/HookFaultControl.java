package io.hybridperf.suite.fault;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Carries faults out by commands that an environment configures:
 *
 * <pre>{@code
 * hooks {
 *   timeout = 30s
 *   neo4j {
 *     stop = "systemctl --host neo4j-1 stop neo4j"           # words between blanks, no shell
 *     slow = ["sh", "-c", "ssh neo4j-1 tc qdisc add dev eth0 root netem delay ${SLOW_MILLIS}ms"]
 *     cut = [...]
 *     restore = ["./heal.sh", "neo4j"]
 *   }
 * }
 * }</pre>
 *
 * <p>A command runs with {@code SLOW_MILLIS} in its environment, in the project's folder; it is
 * done when it exits with 0. What it prints is dropped, as it may hold secrets.
 */
final class HookFaultControl implements FaultControl {
  private static final String RESTORE = "restore";
  private static final List<String> ORDERS = List.of("stop", "slow", "cut", RESTORE);
  private static final String SHELL_CHARACTERS = "\"'|&;<>$`*?(){}\\";

  private final Map<String, List<String>> commands;
  private final Duration timeout;
  private final Duration slowBy;
  private final Path folder;

  private HookFaultControl(
      Map<String, List<String>> commands, Duration timeout, Duration slowBy, Path folder) {
    this.commands = commands;
    this.timeout = timeout;
    this.slowBy = slowBy;
    this.folder = folder;
  }

  /**
   * Reads the hooks.
   *
   * @param hooks what is under {@code hooks}
   * @param slowBy by how much a slow store is to be late
   * @param folder where commands run
   * @return the control
   * @throws IllegalArgumentException with one line that names the setting
   */
  static HookFaultControl of(Config hooks, Duration slowBy, Path folder) {
    Map<String, List<String>> commands = new TreeMap<>();
    for (String store : hooks.root().keySet()) {
      if (store.equals("timeout")) {
        continue;
      }
      if (!Fault.STORES.contains(store)) {
        throw new IllegalArgumentException(
            "hooks.%s: there is no such store; expected %s"
                .formatted(store, String.join(", ", Fault.STORES)));
      }
      Config ofStore = hooks.getConfig(store);
      for (String order : ofStore.root().keySet()) {
        if (!ORDERS.contains(order)) {
          throw new IllegalArgumentException(
              "hooks.%s.%s: there is no such hook; expected %s"
                  .formatted(store, order, String.join(", ", ORDERS)));
        }
        commands.put(store + " " + order, words(ofStore, store, order));
      }
      if (!ofStore.hasPath(RESTORE)) {
        throw new IllegalArgumentException(
            "hooks.%s.restore is missing: what is broken must be mended".formatted(store));
      }
    }
    try {
      return new HookFaultControl(commands, hooks.getDuration("timeout"), slowBy, folder);
    } catch (ConfigException e) {
      throw new IllegalArgumentException("hooks.timeout: " + e.getMessage(), e);
    }
  }

  private static List<String> words(Config ofStore, String store, String order) {
    if (ofStore.getValue(order).valueType() == ConfigValueType.LIST) {
      List<String> words = ofStore.getStringList(order);
      if (!words.isEmpty()) {
        return words;
      }
    } else {
      String text = ofStore.getString(order).strip();
      if (text.chars().anyMatch(c -> SHELL_CHARACTERS.indexOf(c) >= 0)) {
        throw new IllegalArgumentException(
            "hooks.%s.%s = %s: no shell reads it; give a list of words, as [\"sh\", \"-c\", \"...\"]"
                .formatted(store, order, text));
      }
      if (!text.isEmpty()) {
        return List.of(text.split("\\s+", -1));
      }
    }
    throw new IllegalArgumentException("hooks.%s.%s is empty".formatted(store, order));
  }

  @Override
  public void apply(Fault fault) throws IOException {
    run(fault.store(), fault.kind().order());
  }

  @Override
  public void restore(String store) throws IOException {
    run(store, RESTORE);
  }

  private void run(String store, String order) throws IOException {
    List<String> command = commands.get(store + " " + order);
    if (command == null) {
      throw new IOException("there is no hook: set hooks.%s.%s".formatted(store, order));
    }
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("SLOW_MILLIS", Long.toString(slowBy.toMillis()));
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        end(process);
        throw new IOException(
            "hooks.%s.%s did not end within hooks.timeout = %s s"
                .formatted(store, order, timeout.toSeconds()));
      }
    } catch (InterruptedException e) {
      end(process);
      Thread.currentThread().interrupt();
      throw new IOException("hooks.%s.%s was interrupted".formatted(store, order), e);
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "hooks.%s.%s exited with %s; run it by hand to see why"
              .formatted(store, order, process.exitValue()));
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
