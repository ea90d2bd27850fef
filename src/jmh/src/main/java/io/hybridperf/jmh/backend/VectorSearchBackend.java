package io.hybridperf.jmh.backend;

import io.hybridperf.jmh.data.VectorSet;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A vector search engine under test. Found by {@link java.util.ServiceLoader}; one instance serves
 * one data set. Life: {@link #probe}, {@link #build}, any number of {@link #search} (from any
 * number of threads at once), {@link #close}. A backend that needs a native library links it in
 * {@code build} or later, so that every backend can be listed and probed anywhere.
 */
public interface VectorSearchBackend extends AutoCloseable {

  /** {@return the name it is chosen by, e.g. {@code cpu-exact}} */
  String name();

  /** {@return whether every answer is the true one; otherwise the backend is approximate} */
  boolean exact();

  /** {@return what to put in a report: engine and version} */
  String version();

  /** {@return whether it can run here, or the reason why not. Never throws.} */
  Availability probe();

  /**
   * {@return how many devices of its kind are present: GPUs, or processor cores; 0 when
   * unavailable}
   */
  int devices();

  /** {@return the names of the build and search settings it understands, e.g. {@code ef}} */
  Set<String> settings();

  /**
   * Indexes a data set. The data set stays the caller's and must outlive this backend.
   *
   * @param vectors the rows to search; ids are row numbers from 0
   * @param metric the distance
   * @param tuning the build's settings, and the search's at the start
   * @throws IllegalArgumentException when a row holds NaN or infinity, or a setting is unknown
   * @throws BackendException when the engine fails
   */
  void build(VectorSet vectors, DistanceMetric metric, Tuning tuning);

  /**
   * Changes the settings of later searches without building again.
   *
   * @param tuning search settings; those left out keep their value
   */
  void tune(Tuning tuning);

  /**
   * Finds the {@code k} nearest rows of each query, nearest first, equal distances by id. Where
   * there are fewer than {@code k} rows (or an approximate engine found fewer), the rest is id -1
   * at distance +infinity.
   *
   * @param queries {@code batch} vectors one after another
   * @param batch how many queries, from 1
   * @param k how many answers a query, from 1
   * @param ids receives {@code batch * k} row numbers
   * @param distances receives {@code batch * k} distances
   * @throws IllegalArgumentException when a query holds NaN or infinity, or an array is too small
   * @throws BackendException when the engine fails
   */
  void search(float[] queries, int batch, int k, int[] ids, float[] distances);

  /**
   * {@return the time the device itself spent in the calling thread's last search, copies left out;
   * empty when there is no device or no such clock}
   */
  default OptionalLong deviceNanos() {
    return OptionalLong.empty();
  }

  /**
   * Measures how fast the device that holds the rows copies its own memory, which is the floor
   * under exact search on it.
   *
   * @return bytes a second, read and written together; empty when there is no device but this
   *     machine's processor
   */
  default OptionalDouble deviceBytesPerSecond() {
    return OptionalDouble.empty();
  }

  /** Frees everything the backend holds, device memory included. May be called twice. */
  @Override
  void close();
}
