package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.shop.v1.CatalogGrpc;
import com.example.shop.v1.FindRequest;
import com.example.shop.v1.FindResponse;
import com.example.shop.v1.Item;
import io.grpc.stub.StreamObserver;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The files that OWN-PROTO.md shows, as they stand there, against a server that has that API. */
@Execution(ExecutionMode.CONCURRENT)
class OwnProtoTest {
  private static final Path PAGE = Project.ROOT.resolve("simulations/OWN-PROTO.md");
  private static final Pattern FILE =
      Pattern.compile(" *`([\\w/.-]+)`\\n\\n *```\\w*\\n(.*? *)```\\n", Pattern.DOTALL);
  private static final Pattern STEP = Pattern.compile("(?m)^\\d+\\. ");
  private static final String PROTO = "src/coordinator-api/src/main/protobuf/";
  private static final String CLASS = "simulations/src/test/java/simulations/Shop.java";
  private static final String CONFIG = "config/";

  /** What the machine's other work may disturb is shown and decides nothing. */
  private static final String A_TEST_MACHINE =
      """
      simulations.Shop.slos."p99 response time" { gated = false, reason = "a test machine" }
      simulations.Shop.slos."finds".must-pass = "> 0 /s"
      parameters.deadline = 20s
      audit { p99-lag = 10s, late-after = 10s }
      """;

  @TempDir Path folder;

  /** A catalogue that finds as many as it is asked for, or less. */
  private static final class Catalog extends CatalogGrpc.CatalogImplBase {
    private final int missing;

    private Catalog(int missing) {
      this.missing = missing;
    }

    @Override
    public void find(FindRequest request, StreamObserver<FindResponse> answer) {
      FindResponse.Builder found = FindResponse.newBuilder();
      for (int n = missing; n < request.getLimit(); n++) {
        found.addItems(Item.newBuilder().setSku(request.getWords() + "-" + n).setCents(100));
      }
      answer.onNext(found.build());
      answer.onCompleted();
    }
  }

  private static Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    FILE.matcher(Files.readString(PAGE))
        .results()
        .forEach(file -> files.put(file.group(1), file.group(2).stripIndent()));
    return files;
  }

  @Test
  void thePathIsTenStepsAtMostAndItsProtoIsTheOneThatIsTried() throws Exception {
    Map<String, String> files = files();

    assertThat(STEP.matcher(Files.readString(PAGE)).results()).hasSizeLessThanOrEqualTo(10);
    assertThat(files.keySet())
        .containsExactly(
            "config/environments/shop.conf",
            "config/simulations/Shop.conf",
            CLASS,
            PROTO + "shop/v1/catalog.proto");
    // Where one's own is to lie, ours lies.
    assertThat(Project.ROOT.resolve(PROTO + "hybrid/v1/coordinator.proto")).exists();
    assertThat(files.get(PROTO + "shop/v1/catalog.proto"))
        .isEqualTo(Files.readString(Path.of("src/test/protobuf/shop/v1/catalog.proto")));
  }

  @Test
  void theRunPassesWhereAnswersAreRightAndFailsWhereTheyAreNot() throws Exception {
    Map<String, String> files = files();
    String classPath =
        Compiler.compile(folder, "Shop", files.get(CLASS))
            + File.pathSeparator
            + System.getProperty("java.class.path");
    Project project = Project.in(folder);
    files.forEach((name, text) -> {
      if (name.startsWith(CONFIG)) {
        project.configure(name.substring(CONFIG.length()), text);
      }
    });
    project.configure("environments/shop.conf", A_TEST_MACHINE);

    try (FaultyCoordinator right = FaultyCoordinator.start(new Catalog(0));
        FaultyCoordinator wrong = FaultyCoordinator.start(new Catalog(1));
        GatlingProcess passes = start(project, classPath, right, "right");
        GatlingProcess fails = start(project, classPath, wrong, "wrong")) {
      assertThat(passes.exitStatus()).as(passes.output()).isZero();
      assertThat(passes.verdict().status()).isEqualTo("PASS");

      assertThat(fails.exitStatus()).as(fails.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(fails.verdict().status()).isEqualTo("FAIL");
      assertThat(fails.output()).contains("error rate: FAIL, MUST-PASS needed");
    }
  }

  private GatlingProcess start(
      Project project, String classPath, FaultyCoordinator server, String name) {
    return GatlingProcess.start(
        "simulations.Shop",
        classPath,
        project.home(),
        folder.resolve(name),
        "env=shop",
        "target=" + server.target(),
        "qps=50",
        "warmup=1s",
        "duration=4s");
  }
}
