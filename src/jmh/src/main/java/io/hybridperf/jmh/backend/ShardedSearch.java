package io.hybridperf.jmh.backend;

import io.hybridperf.jmh.data.VectorSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One data set over several devices: each holds a part of the rows, all search at once, and their
 * answers are merged. A device is a GPU, or for an engine without one a processor core.
 */
public final class ShardedSearch implements AutoCloseable {
  private final List<VectorSearchBackend> shards = new ArrayList<>();
  private final List<Integer> firstRows = new ArrayList<>();
  private final ExecutorService pool;

  /**
   * Builds one shard per device.
   *
   * @param backend the engine's name
   * @param devices how many devices to use
   * @param vectors all rows
   * @param metric the distance
   * @param tuning settings of every shard
   * @throws BackendException when there are not as many devices, or a build fails
   */
  public ShardedSearch(
      String backend, int devices, VectorSet vectors, DistanceMetric metric, Tuning tuning) {
    pool =
        Executors.newFixedThreadPool(
            devices, Thread.ofPlatform().daemon().name("shard-", 0).factory());
    try {
      requireDevices(backend, devices);
      for (int device = 0; device < devices; device++) {
        VectorSearchBackend shard = Backends.available(backend);
        shards.add(shard);
        int from = (int) ((long) vectors.rows() * device / devices);
        int to = (int) ((long) vectors.rows() * (device + 1) / devices);
        firstRows.add(from);
        shard.build(vectors.slice(from, to), metric, forDevice(shard, device).with(tuning));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static void requireDevices(String backend, int devices) {
    int present = Backends.available(backend).devices();
    if (devices > present) {
      throw new BackendException(
          "%s over %s devices: only %s present".formatted(backend, devices, present));
    }
  }

  private static Tuning forDevice(VectorSearchBackend shard, int device) {
    if (shard.settings().contains("device")) {
      return new Tuning(Map.of("device", String.valueOf(device)));
    }
    return shard.settings().contains("threads")
        ? new Tuning(Map.of("threads", "1"))
        : Tuning.none();
  }

  /**
   * Searches all shards at once.
   *
   * @param queries {@code batch} vectors one after another
   * @param batch how many
   * @param k how many answers each
   * @param ids receives {@code batch * k} row numbers of the whole data set
   * @param distances receives the distances
   */
  public void search(float[] queries, int batch, int k, int[] ids, float[] distances) {
    List<Future<Answers>> pending = new ArrayList<>();
    for (VectorSearchBackend shard : shards) {
      pending.add(
          pool.submit(() -> {
            Answers answers = new Answers(new int[batch * k], new float[batch * k]);
            shard.search(queries, batch, k, answers.ids, answers.distances);
            return answers;
          }));
    }
    List<Answers> parts = new ArrayList<>();
    for (Future<Answers> part : pending) {
      parts.add(get(part));
    }
    TopK best = new TopK(k);
    for (int q = 0; q < batch; q++) {
      for (int shard = 0; shard < parts.size(); shard++) {
        Answers part = parts.get(shard);
        for (int i = q * k; i < (q + 1) * k && part.ids[i] >= 0; i++) {
          best.offer(part.distances[i], part.ids[i] + firstRows.get(shard));
        }
      }
      best.drain(ids, distances, q * k, k);
    }
  }

  private static Answers get(Future<Answers> part) {
    try {
      return part.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException("interrupted while searching shards", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new BackendException("a shard failed: " + e.getCause(), e);
    }
  }

  @Override
  public void close() {
    pool.close();
    shards.forEach(VectorSearchBackend::close);
  }

  private static final class Answers {
    private final int[] ids;
    private final float[] distances;

    Answers(int[] ids, float[] distances) {
      this.ids = ids;
      this.distances = distances;
    }
  }
}
