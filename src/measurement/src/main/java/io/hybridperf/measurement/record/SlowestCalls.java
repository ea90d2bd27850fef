package io.hybridperf.measurement.record;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the slowest calls of a run: of each phase and type the {@value #KEPT} slowest, and the
 * {@value #KEPT} slowest among those that are traced, which may be few of all.
 *
 * <p>Safe for any thread. A call that is not among them costs two reads; locks are only taken for
 * those that are.
 */
public final class SlowestCalls {

  /** How many are kept of each phase and type; and of those traced as many again. */
  public static final int KEPT = 10;

  private static final Comparator<SlowCall> FASTEST_FIRST =
      Comparator.comparingLong(SlowCall::responseNanos).thenComparingDouble(SlowCall::seconds);

  private final Map<Key, Kind> kinds = new ConcurrentHashMap<>();

  private record Key(String phase, String label) {}

  /** The slowest of one phase and type. */
  public static final class Kind {
    private final Slowest all = new Slowest(KEPT);
    private final Slowest traced = new Slowest(KEPT);
    private final Slowest recent = new Slowest(1);

    /**
     * Says whether a call is to be described to {@link #add}.
     *
     * @param responseNanos from its planned arrival to its end
     * @param isTraced whether it carries a trace's id
     */
    public boolean takes(long responseNanos, boolean isTraced) {
      return all.takes(responseNanos)
          || (isTraced && (traced.takes(responseNanos) || recent.takes(responseNanos)));
    }

    /**
     * Keeps a call, if it is among the slowest.
     *
     * @param call which
     */
    public synchronized void add(SlowCall call) {
      all.add(call);
      if (call.traced()) {
        traced.add(call);
        recent.add(call);
      }
    }

    private synchronized Optional<SlowCall> takeRecent() {
      return recent.drain();
    }

    private synchronized List<SlowCall> kept() {
      Set<SlowCall> both = new LinkedHashSet<>(all.calls);
      both.addAll(traced.calls);
      return both.stream().sorted(FASTEST_FIRST.reversed()).toList();
    }
  }

  /** A bounded number of calls, of which the fastest goes when it is full. */
  private static final class Slowest {
    private final int most;
    private final PriorityQueue<SlowCall> calls = new PriorityQueue<>(FASTEST_FIRST);
    private volatile long beyondNanos = -1;

    Slowest(int most) {
      this.most = most;
    }

    boolean takes(long responseNanos) {
      return responseNanos > beyondNanos;
    }

    void add(SlowCall call) {
      if (!takes(call.responseNanos())) {
        return;
      }
      calls.add(call);
      if (calls.size() > most) {
        calls.remove();
      }
      setLimit();
    }

    Optional<SlowCall> drain() {
      @Nullable SlowCall found = calls.poll();
      calls.clear();
      setLimit();
      return Optional.ofNullable(found);
    }

    private void setLimit() {
      SlowCall fastest = calls.peek();
      beyondNanos = calls.size() < most || fastest == null ? -1 : fastest.responseNanos();
    }
  }

  /**
   * The slowest of several injectors' calls.
   *
   * @param calls of all of them
   * @return what one injector would have kept
   */
  public static List<SlowCall> among(List<SlowCall> calls) {
    SlowestCalls slowest = new SlowestCalls();
    calls.forEach(call -> slowest.of(call.phase(), call.label()).add(call));
    return slowest.kept();
  }

  /**
   * The calls of one phase and type; to be kept by who asks for every call.
   *
   * @param phase its name
   * @param label the query type
   * @return always the same one
   */
  public Kind of(String phase, String label) {
    return kinds.computeIfAbsent(new Key(phase, label), _ -> new Kind());
  }

  /**
   * The slowest traced call of each phase and type since this was asked last.
   *
   * @return of those that had any
   */
  public List<SlowCall> takeRecent() {
    List<SlowCall> found = new ArrayList<>();
    kinds.values().forEach(kind -> kind.takeRecent().ifPresent(found::add));
    return found;
  }

  /**
   * All that are kept.
   *
   * @return by phase in the order of their first calls, by type, slowest first
   */
  public List<SlowCall> kept() {
    record Of(Key key, List<SlowCall> calls) {
      double begins() {
        return calls.stream().mapToDouble(SlowCall::seconds).min().orElse(0);
      }
    }
    List<Of> all =
        kinds.entrySet().stream()
            .map(entry -> new Of(entry.getKey(), entry.getValue().kept()))
            .filter(of -> !of.calls().isEmpty())
            .toList();
    Map<String, Double> begins = new HashMap<>();
    all.forEach(of -> begins.merge(of.key().phase(), of.begins(), Math::min));
    return all.stream()
        .sorted(
            Comparator.<Of>comparingDouble(of -> begins.getOrDefault(of.key().phase(), 0.0))
                .thenComparing(of -> of.key().phase())
                .thenComparing(of -> of.key().label()))
        .flatMap(of -> of.calls().stream())
        .toList();
  }
}
