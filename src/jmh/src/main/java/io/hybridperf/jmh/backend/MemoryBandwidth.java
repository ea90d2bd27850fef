package io.hybridperf.jmh.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.incubator.vector.FloatVector;

/**
 * How fast this machine reads memory: the floor under exact search, which must read every row. The
 * best of several passes over a block far larger than the caches, summed so that no load can be
 * left out.
 */
public final class MemoryBandwidth {
  private static final int PASSES = 7;

  private MemoryBandwidth() {}

  /**
   * Measures.
   *
   * @param bytes how much to read a pass; several times the last-level cache
   * @param threads how many threads read, each its part
   * @return bytes a second
   */
  public static double bytesPerSecond(long bytes, int threads) {
    long part = bytes / threads / 4_096 * 4_096;
    try (Arena arena = Arena.ofShared();
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      MemorySegment memory = arena.allocate(part * threads, 4_096);
      List<Callable<Float>> parts = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        MemorySegment mine = memory.asSlice(t * part, part);
        parts.add(() -> sum(mine));
      }
      // Pages exist only once written.
      memory.fill((byte) 0);
      long best = Long.MAX_VALUE;
      float total = 0;
      for (int pass = 0; pass < PASSES; pass++) {
        long start = System.nanoTime();
        for (Future<Float> done : pool.invokeAll(parts)) {
          total += done.get();
        }
        best = Math.min(best, System.nanoTime() - start);
      }
      if (total != 0) {
        throw new AssertionError("zeros do not add up to zero");
      }
      return part * threads * 1e9 / best;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException("interrupted while measuring memory bandwidth", e);
    } catch (ExecutionException e) {
      throw new BackendException("cannot measure memory bandwidth: " + e.getCause(), e);
    }
  }

  private static float sum(MemorySegment memory) {
    FloatVector a = FloatVector.zero(Tile.SPECIES);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    // Four streams, as the search kernel reads four rows.
    int step = 4 * Tile.LANES;
    long quarter = memory.byteSize() / 4;
    for (long at = 0; at + step <= quarter; at += step) {
      a = a.add(FloatVector.fromMemorySegment(Tile.SPECIES, memory, at, Tile.ORDER));
      b = b.add(FloatVector.fromMemorySegment(Tile.SPECIES, memory, at + quarter, Tile.ORDER));
      c = c.add(FloatVector.fromMemorySegment(Tile.SPECIES, memory, at + 2 * quarter, Tile.ORDER));
      d = d.add(FloatVector.fromMemorySegment(Tile.SPECIES, memory, at + 3 * quarter, Tile.ORDER));
    }
    return a.add(b).add(c.add(d)).lane(0);
  }
}
