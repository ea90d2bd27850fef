package io.hybridperf.suite.fault;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

  /** Of the whole system, between runs: no fault's. */
  private static final String RESTART = "restart";

  private final Map<String, Hook> commands;
  private final Duration timeout;
  private final Duration slowBy;
  private final Path folder;

  private HookFaultControl(
      Map<String, Hook> commands, Duration timeout, Duration slowBy, Path folder) {
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
    Map<String, Hook> commands = new TreeMap<>();
    for (String store : hooks.root().keySet()) {
      if (store.equals("timeout") || store.equals(RESTART)) {
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
        commands.put(
            store + " " + order, Hook.of(ofStore, order, "hooks.%s.%s".formatted(store, order)));
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

  @Override
  public void apply(Fault fault) throws IOException {
    run(fault.store(), fault.kind().order());
  }

  @Override
  public void restore(String store) throws IOException {
    run(store, RESTORE);
  }

  private void run(String store, String order) throws IOException {
    Hook command = commands.get(store + " " + order);
    if (command == null) {
      throw new IOException("there is no hook: set hooks.%s.%s".formatted(store, order));
    }
    command.run(timeout, folder, Map.of("SLOW_MILLIS", Long.toString(slowBy.toMillis())));
  }
}
