package io.hybridperf.feeders.file;

/**
 * Arithmetic on vectors, in double precision, in one fixed order, so that every machine gets the
 * same bits.
 */
public final class Vectors {

  private Vectors() {}

  /** Four partial sums, because one chain of dependent additions would wait on each of them. */
  public static double dot(float[] a, float[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 += (double) a[i] * b[i];
      s1 += (double) a[i + 1] * b[i + 1];
      s2 += (double) a[i + 2] * b[i + 2];
      s3 += (double) a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += (double) a[i] * b[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  public static double norm(float[] vector) {
    return Math.sqrt(dot(vector, vector));
  }

  /** Scales to length 1, in place. A zero vector stays as it is. */
  public static void normalise(float[] vector) {
    double norm = norm(vector);
    if (norm == 0) {
      return;
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (vector[i] / norm);
    }
  }
}
