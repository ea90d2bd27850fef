package io.hybridperf.suite.fault;

import io.hybridperf.suite.watch.Console;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The faults of a run: what was done and when, and what went wrong with it, so that nothing stays
 * broken.
 */
final class Faults {
  private final FaultControl control;
  private final Set<String> broken = new LinkedHashSet<>();
  private final Map<Fault, String> problems = new LinkedHashMap<>();
  private final Map<Fault, Long> applied = new LinkedHashMap<>();
  private final Map<Fault, Long> restored = new LinkedHashMap<>();

  /**
   * Faults that one control carries out.
   *
   * @param control what reaches the stores
   */
  Faults(FaultControl control) {
    this.control = control;
  }

  /**
   * Lets a fault happen.
   *
   * @param fault which
   * @throws IllegalStateException with one line, if it did not
   */
  public synchronized void apply(Fault fault) {
    // It may be half done even if it fails, so it will be restored in any case.
    broken.add(fault.store());
    try {
      control.apply(fault);
      applied.put(fault, System.nanoTime());
    } catch (IOException e) {
      throw failed(fault, e);
    }
  }

  /**
   * Ends a fault.
   *
   * @param fault which
   * @throws IllegalStateException with one line, if it may last
   */
  public synchronized void restore(Fault fault) {
    try {
      control.restore(fault.store());
      broken.remove(fault.store());
      restored.put(fault, System.nanoTime());
    } catch (IOException e) {
      throw failed(fault, e);
    }
  }

  private IllegalStateException failed(Fault fault, IOException e) {
    String problem = String.valueOf(e.getMessage());
    problems.putIfAbsent(fault, problem);
    return new IllegalStateException(problem, e);
  }

  /**
   * {@return why a fault says nothing about the target: it could not be made or ended}
   *
   * @param fault which
   */
  public synchronized Optional<String> problem(Fault fault) {
    return Optional.ofNullable(problems.get(fault));
  }

  /**
   * {@return when a fault was in effect, on the scale of {@link System#nanoTime()}}
   *
   * @param fault which
   */
  synchronized OptionalLong appliedNanoTime(Fault fault) {
    return of(applied.get(fault));
  }

  /**
   * {@return when a fault was over, on the scale of {@link System#nanoTime()}}
   *
   * @param fault which
   */
  synchronized OptionalLong restoredNanoTime(Fault fault) {
    return of(restored.get(fault));
  }

  private static OptionalLong of(@Nullable Long nanoTime) {
    return nanoTime == null ? OptionalLong.empty() : OptionalLong.of(nanoTime);
  }

  /** Restores what is still broken, each store whatever becomes of the others. */
  public synchronized void restoreAll() {
    for (String store : Set.copyOf(broken)) {
      try {
        control.restore(store);
        broken.remove(store);
        Console.say("restored " + store);
      } catch (IOException e) {
        Console.say("COULD NOT RESTORE %s: %s", store, e.getMessage());
      }
    }
  }
}
