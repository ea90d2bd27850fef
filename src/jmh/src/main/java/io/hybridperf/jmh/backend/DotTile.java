package io.hybridperf.jmh.backend;

import io.hybridperf.jmh.data.VectorSet;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Inner products. */
final class DotTile extends Tile {

  @Override
  void one(
      MemorySegment rows,
      long r0,
      long r1,
      long r2,
      long r3,
      float[] queries,
      int q,
      int dimension,
      float[] out,
      int at) {
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s02 = FloatVector.zero(SPECIES);
    FloatVector s03 = FloatVector.zero(SPECIES);
    int bound = SPECIES.loopBound(dimension);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector v0 = FloatVector.fromMemorySegment(SPECIES, rows, r0 + 4L * i, ORDER);
      FloatVector v1 = FloatVector.fromMemorySegment(SPECIES, rows, r1 + 4L * i, ORDER);
      FloatVector v2 = FloatVector.fromMemorySegment(SPECIES, rows, r2 + 4L * i, ORDER);
      FloatVector v3 = FloatVector.fromMemorySegment(SPECIES, rows, r3 + 4L * i, ORDER);
      FloatVector x0 = FloatVector.fromArray(SPECIES, queries, q + i);
      s00 = v0.fma(x0, s00);
      s01 = v1.fma(x0, s01);
      s02 = v2.fma(x0, s02);
      s03 = v3.fma(x0, s03);
    }
    store(s00, s01, s02, s03, out, at);
    if (bound < dimension) {
      addTails(rows, r0, r1, r2, r3, queries, q, bound, dimension, out, at);
    }
  }

  @Override
  void two(
      MemorySegment rows,
      long r0,
      long r1,
      long r2,
      long r3,
      float[] queries,
      int q,
      int dimension,
      float[] out,
      int at) {
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s02 = FloatVector.zero(SPECIES);
    FloatVector s03 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s12 = FloatVector.zero(SPECIES);
    FloatVector s13 = FloatVector.zero(SPECIES);
    int q1 = q + dimension;
    int bound = SPECIES.loopBound(dimension);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector v0 = FloatVector.fromMemorySegment(SPECIES, rows, r0 + 4L * i, ORDER);
      FloatVector v1 = FloatVector.fromMemorySegment(SPECIES, rows, r1 + 4L * i, ORDER);
      FloatVector v2 = FloatVector.fromMemorySegment(SPECIES, rows, r2 + 4L * i, ORDER);
      FloatVector v3 = FloatVector.fromMemorySegment(SPECIES, rows, r3 + 4L * i, ORDER);
      FloatVector x0 = FloatVector.fromArray(SPECIES, queries, q + i);
      s00 = v0.fma(x0, s00);
      s01 = v1.fma(x0, s01);
      s02 = v2.fma(x0, s02);
      s03 = v3.fma(x0, s03);
      FloatVector x1 = FloatVector.fromArray(SPECIES, queries, q1 + i);
      s10 = v0.fma(x1, s10);
      s11 = v1.fma(x1, s11);
      s12 = v2.fma(x1, s12);
      s13 = v3.fma(x1, s13);
    }
    store(s00, s01, s02, s03, out, at);
    store(s10, s11, s12, s13, out, at + 4);
    if (bound < dimension) {
      addTails(rows, r0, r1, r2, r3, queries, q, bound, dimension, out, at);
      addTails(rows, r0, r1, r2, r3, queries, q1, bound, dimension, out, at + 4);
    }
  }

  @Override
  float tail(MemorySegment rows, long row, float[] queries, int q, int from, int dimension) {
    float sum = 0;
    for (int i = from; i < dimension; i++) {
      sum = Math.fma(rows.get(VectorSet.FLOAT, row + 4L * i), queries[q + i], sum);
    }
    return sum;
  }
}
