package io.hybridperf.coordinator.store;

import java.util.List;

/** Vectors of length 1: for cosine similarity the same, and within any store's range. */
public final class UnitVector {

  private UnitVector() {}

  /** The direction of a vector that is finite and not all zero. */
  public static float[] of(List<Float> vector) {
    // Squares of the smallest and largest floats fit in a double.
    double squares = 0;
    for (int i = 0; i < vector.size(); i++) {
      squares += (double) vector.get(i) * vector.get(i);
    }
    double length = Math.sqrt(squares);
    float[] unit = new float[vector.size()];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector.get(i) / length);
    }
    return unit;
  }
}
