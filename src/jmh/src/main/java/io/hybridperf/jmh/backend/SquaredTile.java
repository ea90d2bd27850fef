package io.hybridperf.jmh.backend;

import io.hybridperf.jmh.data.VectorSet;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Squared differences: not by norms and products, which would cancel for near rows. */
final class SquaredTile extends Tile {

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
      FloatVector d00 = v0.sub(x0);
      s00 = d00.fma(d00, s00);
      FloatVector d01 = v1.sub(x0);
      s01 = d01.fma(d01, s01);
      FloatVector d02 = v2.sub(x0);
      s02 = d02.fma(d02, s02);
      FloatVector d03 = v3.sub(x0);
      s03 = d03.fma(d03, s03);
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
      FloatVector d00 = v0.sub(x0);
      s00 = d00.fma(d00, s00);
      FloatVector d01 = v1.sub(x0);
      s01 = d01.fma(d01, s01);
      FloatVector d02 = v2.sub(x0);
      s02 = d02.fma(d02, s02);
      FloatVector d03 = v3.sub(x0);
      s03 = d03.fma(d03, s03);
      FloatVector x1 = FloatVector.fromArray(SPECIES, queries, q1 + i);
      FloatVector d10 = v0.sub(x1);
      s10 = d10.fma(d10, s10);
      FloatVector d11 = v1.sub(x1);
      s11 = d11.fma(d11, s11);
      FloatVector d12 = v2.sub(x1);
      s12 = d12.fma(d12, s12);
      FloatVector d13 = v3.sub(x1);
      s13 = d13.fma(d13, s13);
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
      float difference = rows.get(VectorSet.FLOAT, row + 4L * i) - queries[q + i];
      sum = Math.fma(difference, difference, sum);
    }
    return sum;
  }
}
