package io.hybridperf.jmh.bench;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the benchmarks of one engine share: built before the trial, freed after it. */
@State(Scope.Benchmark)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules=jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow"
    })
public abstract class EngineBenchmark {
  /** The engine's settings. */
  @Param("")
  public String tuning = "";

  private @Nullable SearchFixture fixture;

  EngineBenchmark() {}

  abstract SearchFixture open();

  final SearchFixture fixture() {
    return Objects.requireNonNull(fixture);
  }

  /** Builds the engine over the data. */
  @Setup(Level.Trial)
  public void setUp() {
    fixture = open();
  }

  /** Frees the engine. */
  @TearDown(Level.Trial)
  public void tearDown() {
    if (fixture != null) {
      fixture.close();
    }
  }
}
