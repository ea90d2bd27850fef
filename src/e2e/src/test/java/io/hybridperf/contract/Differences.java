package io.hybridperf.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Holds the outcome of each test against the differences that are named of an engine. */
final class Differences {
  private final Engine engine;
  private final AtomicInteger holding = new AtomicInteger();
  private final Set<String> seen = new ConcurrentSkipListSet<>();

  Differences(Engine engine) {
    this.engine = engine;
  }

  /**
   * Judges one test.
   *
   * @param test its name
   * @param named all the differences named of it
   * @param failure how it failed, if it did
   * @throws Throwable the failure if none is named; an {@link AssertionError} if a named difference
   *     was not seen
   */
  void judge(String test, List<Differs> named, @Nullable Throwable failure) throws Throwable {
    List<Differs> here = named.stream().filter(each -> each.engine() == engine).toList();
    if (here.isEmpty()) {
      if (failure != null) {
        throw failure;
      }
      holding.incrementAndGet();
      return;
    }
    Differs difference = here.getFirst();
    if (failure == null) {
      throw new AssertionError(
          "%s no longer differs in \"%s\": remove @Differs from %s"
              .formatted(engine.version(), difference.how(), test));
    }
    if (!String.valueOf(failure.getMessage()).contains(difference.seen())) {
      throw new AssertionError(
          "%s differs, but not as named: expected to see \"%s\""
              .formatted(engine.version(), difference.seen()),
          failure);
    }
    seen.add(test + ": " + difference.how());
  }

  /** What was found, line by line. */
  List<String> report() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %s tests of the contract hold, %s differ as named%s"
            .formatted(engine.version(), holding.get(), seen.size(), seen.isEmpty() ? "" : ":"));
    seen.forEach(line -> lines.add("  " + line));
    return lines;
  }
}
