package io.hybridperf.pipelines;

import java.nio.file.Path;

/** The checkout that the tests look at. */
public final class Project {

  /** Its folder. */
  public static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

  private Project() {}
}
