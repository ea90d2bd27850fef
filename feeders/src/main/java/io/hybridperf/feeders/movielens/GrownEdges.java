package io.hybridperf.feeders.movielens;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.RandomAccess;

/**
 * The edges of a grown data set: the originals', then for each round of synthetic films, which
 * copies all originals once, the same edges between its copies. What a last round that is not
 * complete lacks a film of is left out. Synthetic films have as many edges as real ones, and none
 * leads from one round to another. Edges are made anew at every look.
 */
final class GrownEdges extends AbstractList<Edge> implements RandomAccess {
  private final List<Edge> originals;
  private final int films;

  /** By the later of their films, so that the edges among the first films come first. */
  private final Ends[] ends;

  private final int size;

  /**
   * @param from index of the film that it starts at
   * @param to index of the film that it ends at
   */
  private record Ends(int from, int to, Edge.Type type, double strength) {
    int later() {
      return Math.max(from, to);
    }
  }

  /**
   * @param originals the edges of the real films
   * @param ids of the real films, rising
   * @param synthetic how many films there are beside them
   */
  GrownEdges(List<Edge> originals, long[] ids, int synthetic) {
    this.originals = originals;
    this.films = ids.length;
    ends =
        originals.stream()
            .map(edge ->
                new Ends(
                    Arrays.binarySearch(ids, edge.fromId()),
                    Arrays.binarySearch(ids, edge.toId()),
                    edge.type(),
                    edge.strength()))
            .sorted(Comparator.comparingInt(Ends::later))
            .toArray(Ends[]::new);
    int begun = synthetic % films;
    long ofBegun = Arrays.stream(ends).filter(edge -> edge.later() < begun).count();
    size = Math.toIntExact((1L + synthetic / films) * ends.length + ofBegun);
  }

  @Override
  public Edge get(int index) {
    if (index < originals.size()) {
      return originals.get(index);
    }
    Ends edge = ends[index % ends.length];
    long round = SyntheticGrowth.FIRST_ID + (index / ends.length - 1L) * films;
    return new Edge(round + edge.from, round + edge.to, edge.type, edge.strength);
  }

  @Override
  public int size() {
    return size;
  }
}
