package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The README's simulation of one's own compiles as it stands there, is listed and runs. */
@Execution(ExecutionMode.CONCURRENT)
class TenthSimulationTest {
  private static final Pattern CODE =
      Pattern.compile("```java\\n(package simulations;.*?)```", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("public final class (\\w+)");

  @TempDir Path folder;

  @Test
  void theSimulationInTheReadmeRuns() throws Exception {
    String text = Files.readString(Project.ROOT.resolve("simulations/README.md"));
    Matcher code = CODE.matcher(text);
    assertThat(code.find()).as("a simulation in README.md").isTrue();
    Matcher name = NAME.matcher(code.group(1));
    assertThat(name.find()).isTrue();
    assertThat(code.group(1).lines()).hasSizeLessThanOrEqualTo(30);
    String classPath =
        Compiler.compile(folder, name.group(1), code.group(1))
            + File.pathSeparator
            + System.getProperty("java.class.path");

    Project project = Project.in(folder);
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        GatlingProcess run =
            GatlingProcess.start(
                "simulations." + name.group(1),
                classPath,
                project.home(),
                folder.resolve("run"),
                "env=planted",
                "target=" + coordinator.target(),
                "qps=50",
                "peak=100",
                "warmup=1s",
                "ramp=1s",
                "hold=2s",
                "recall-sample=1")) {
      assertThat(run.exitStatus()).as(run.output()).isZero();
      assertThat(run.verdict().status()).isEqualTo("PASS");
    }
  }
}
