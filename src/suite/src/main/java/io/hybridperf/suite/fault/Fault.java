package io.hybridperf.suite.fault;

import java.util.ArrayList;
import java.util.List;

/**
 * Something that goes wrong with one store.
 *
 * @param store one of {@link #STORES}
 * @param kind what happens to it
 */
public record Fault(String store, Kind kind) {
  static final String MILVUS = "milvus";

  /** The stores of a hybrid retrieval system. */
  public static final List<String> STORES = List.of(MILVUS, "neo4j", "postgresql");

  /** What can happen to a store. */
  public enum Kind {
    /** It is stopped: connections are refused. */
    STOP("stop", "stopped"),
    /** Its answers come late. */
    SLOW("slow", "slowed"),
    /** It cannot be reached: nothing passes, connections hang. */
    CUT("cut", "cut-off");

    private final String order;
    private final String participle;

    Kind(String order, String participle) {
      this.order = order;
      this.participle = participle;
    }

    /** {@return the word that orders it: stop, slow, cut} */
    public String order() {
      return order;
    }
  }

  /**
   * {@return the faults of a profile: one, those of one store or of one kind, or all of them, store
   * by store}
   *
   * @param profile the name of a phase, as {@code neo4j-stopped}, of a store, or of a kind: stop,
   *     slow, cut; anything else is all
   */
  public static List<Fault> of(String profile) {
    List<Fault> all = new ArrayList<>();
    for (String store : STORES) {
      for (Kind kind : Kind.values()) {
        all.add(new Fault(store, kind));
      }
    }
    List<Fault> some = all.stream().filter(fault -> fault.isNamed(profile)).toList();
    return some.isEmpty() ? all : some;
  }

  private boolean isNamed(String profile) {
    return profile.equals(phase()) || profile.equals(store) || profile.equals(kind.order);
  }

  /** {@return the name of the phase while it lasts, as {@code neo4j-stopped}} */
  public String phase() {
    return store + "-" + kind.participle;
  }

  /** {@return the name of the phase after it, as {@code neo4j-stopped-restored}} */
  public String restoredPhase() {
    return phase() + "-restored";
  }

  /**
   * {@return whether there are no vectors while it lasts} Graph and policy can be done without;
   * what a search finds without vectors is what its text or its seed finds.
   */
  public boolean takesVectors() {
    return store.equals(MILVUS) && kind != Kind.SLOW;
  }
}
