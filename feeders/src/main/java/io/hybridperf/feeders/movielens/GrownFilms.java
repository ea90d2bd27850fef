package io.hybridperf.feeders.movielens;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** Real films first, synthetic ones after them; these are made anew at every look, by rising id. */
final class GrownFilms extends AbstractList<Film> implements RandomAccess {
  private final List<Film> originals;
  private final int size;
  private final SyntheticGrowth growth;

  /**
   * @param originals the real films by rising id
   * @param size how many there are in all, at least as many as originals
   */
  GrownFilms(List<Film> originals, int size) {
    this.originals = originals;
    this.size = size;
    this.growth = new SyntheticGrowth(originals, SyntheticGrowth.NOISE, SyntheticGrowth.SEED);
  }

  @Override
  public Film get(int index) {
    return index < originals.size() ? originals.get(index) : growth.film(index - originals.size());
  }

  @Override
  public int size() {
    return size;
  }
}
