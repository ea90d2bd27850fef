package io.hybridperf.jmh.data;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.exceptions.HdfException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The form of ann-benchmarks' data sets (GloVe and others): an HDF5 file with the rows in {@code
 * /train} and the queries in {@code /test}.
 *
 * @param train the rows
 * @param test the queries
 */
public record AnnBenchmarksFile(VectorSet train, VectorSet test) {

  /**
   * Reads a file.
   *
   * @param file ends in {@code .hdf5}
   * @param maxRows how many rows at most
   * @param maxQueries how many queries at most
   * @return both parts, in native memory
   * @throws DataException when it is not such a file
   */
  public static AnnBenchmarksFile read(Path file, int maxRows, int maxQueries) {
    try (HdfFile hdf = new HdfFile(file)) {
      return new AnnBenchmarksFile(
          part(file, hdf, "/train", maxRows), part(file, hdf, "/test", maxQueries));
    } catch (HdfException e) {
      throw new DataException(
          file + ": not an HDF5 file with /train and /test: " + e.getMessage(), e);
    }
  }

  private static VectorSet part(Path file, HdfFile hdf, String path, int maxRows) {
    Dataset dataset = hdf.getDatasetByPath(path);
    if (!(dataset.getData() instanceof float[][] rows) || rows.length == 0) {
      throw new DataException(
          "%s: %s is %s, expected rows of 32-bit floats"
              .formatted(file, path, dataset.getJavaType()));
    }
    VectorSet set = VectorSet.of(rows.length > maxRows ? Arrays.copyOf(rows, maxRows) : rows);
    return new VectorSet(
        set.segment(), set.rows(), set.dimension(), file.getFileName() + " " + path);
  }
}
