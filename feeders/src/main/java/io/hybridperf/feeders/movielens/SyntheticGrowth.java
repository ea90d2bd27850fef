package io.hybridperf.feeders.movielens;

import io.hybridperf.feeders.file.SplitMix;
import io.hybridperf.feeders.file.Vectors;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Larger data sets, grown from real films by seeded perturbation. Synthetic film i copies real film
 * i mod n, with "(synthetic i)" behind its title, and moves its embedding: each coordinate of the
 * unit vector gets Gaussian noise of standard deviation noise / sqrt(dimension), then the length is
 * made 1 again, so that the cosine to the original is about 1 / sqrt(1 + noise^2). Film i is a pure
 * function of the seed and i. Immutable and thread-safe.
 */
public final class SyntheticGrowth {

  /** Ids of synthetic films start here; all real ones are lower. */
  public static final long FIRST_ID = 1_000_001;

  /**
   * What {@link Dataset#grownTo} moves films by. With another, its version of derivations rises.
   */
  static final double NOISE = 0.5;

  /** What {@link Dataset#grownTo} grows from. */
  static final long SEED = 1_000_003;

  private final List<Film> originals;
  private final double noise;
  private final long seed;

  /**
   * @param originals the films to grow from, at least one
   * @param noise length of the perturbation relative to the vector, 0..10; 0.5 keeps a cosine of
   *     about 0.89
   * @param seed same seed, same films
   */
  public SyntheticGrowth(List<Film> originals, double noise, long seed) {
    if (originals.isEmpty()) {
      throw new IllegalArgumentException("there are no films to grow from; pass at least one");
    }
    if (!(noise >= 0 && noise <= 10)) {
      throw new IllegalArgumentException("noise is " + noise + "; choose 0..10");
    }
    this.originals = List.copyOf(originals);
    this.noise = noise;
    this.seed = seed;
  }

  /**
   * The first synthetic films, made one at a time as the stream is consumed.
   *
   * @param count how many, 0 or more
   */
  public Stream<Film> films(long count) {
    return LongStream.range(0, count).mapToObj(this::film);
  }

  /** Synthetic film number {@code index}, from 0; its id is {@link #FIRST_ID} + index. */
  public Film film(long index) {
    Film original = originals.get((int) (index % originals.size()));
    return new Film(
        FIRST_ID + index,
        original.title() + " (synthetic " + index + ")",
        original.releaseYear(),
        original.genres(),
        original.themes(),
        original.moods(),
        original.culturalContexts(),
        original.ratings(),
        original.popularity(),
        perturbed(original.embedding(), index));
  }

  private float[] perturbed(float[] original, long index) {
    SplittableRandom random = new SplittableRandom(SplitMix.bits(seed, index));
    double deviation = noise / Math.sqrt(original.length);
    float[] vector = new float[original.length];
    for (int d = 0; d < vector.length; d++) {
      vector[d] = (float) (original[d] + deviation * random.nextGaussian());
    }
    Vectors.normalise(vector);
    return vector;
  }
}
