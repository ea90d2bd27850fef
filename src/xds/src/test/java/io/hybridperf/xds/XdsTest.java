package io.hybridperf.xds;

import static io.hybridperf.gatling.grpc.GrpcDsl.grpc;
import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import io.hybridperf.gatling.grpc.GrpcProtocolBuilder;
import io.hybridperf.gatling.grpc.TargetProbe;
import io.hybridperf.measurement.verdict.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** In order, since gRPC reads its bootstrap file once a process. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class XdsTest {
  private static final String TARGET = "xds:///" + ControlPlane.SERVICE;
  private static final ControlPlane PLANE = new ControlPlane();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private static Path folder;

  @TempDir private Path results;

  private static Optional<String> problem(String target, Duration timeout) {
    return TargetProbe.problem(grpc.target(target).protocol(), timeout);
  }

  @Test
  @Order(1)
  void withoutABootstrapFileOneLineSaysSo() {
    assertThat(problem(TARGET, PATIENCE))
        .hasValueSatisfying(line ->
            assertThat(line)
                .startsWith("target " + TARGET + " cannot be reached (UNAVAILABLE, ")
                .contains("GRPC_XDS_BOOTSTRAP")
                .doesNotContain("\n"));
  }

  @Test
  @Order(2)
  void eachEndpointHasARowAndGetsWhatTheControlPlaneMeansItTo() throws Exception {
    Path bootstrap = Files.writeString(folder.resolve("bootstrap.json"), PLANE.bootstrap());
    System.setProperty("io.grpc.xds.bootstrap", bootstrap.toString());
    try (Backend one = Backend.start();
        Backend slow = Backend.start().slow(300);
        Backend other = Backend.start()) {
      List<Backend> all = List.of(one, slow, other);
      PLANE.serve(LbPolicy.ROUND_ROBIN, all);
      assertThat(problem(TARGET, PATIENCE)).isEmpty();
      int probes = one.asked() + slow.asked() + other.asked();

      Verdict inTurn = run();
      assertThat(one.asked() + slow.asked() + other.asked() - probes).isEqualTo(Load.CALLS);
      assertThat(all)
          .allSatisfy(
              each -> assertThat(sent(inTurn, each)).isBetween(Load.CALLS / 4, Load.CALLS / 2));
      assertThat(Load.ofTargets(inTurn)).isEmpty();

      PLANE.serve(LbPolicy.LEAST_REQUEST, all);
      Verdict byWaiting = run();
      assertThat(sent(byWaiting, slow))
          .isPositive()
          .isLessThan(sent(byWaiting, one) / 2)
          .isLessThan(sent(byWaiting, other) / 2);
      assertThat(sent(byWaiting, one) + sent(byWaiting, slow) + sent(byWaiting, other))
          .isEqualTo(Load.CALLS);
      assertThat(Load.ofTargets(byWaiting)).isEmpty();
    }
  }

  private Verdict run() {
    GrpcProtocolBuilder protocol = grpc.target(TARGET);
    return Load.run(results, protocol, 2, "round_robin");
  }

  private static int sent(Verdict verdict, Backend backend) {
    return Load.sent(verdict, TARGET + " at " + backend.address());
  }

  @Test
  @Order(3)
  void anEndpointThatIsGoneIsNamed() {
    Backend gone = Backend.start();
    gone.close();
    try (Backend there = Backend.start()) {
      PLANE.serve(LbPolicy.ROUND_ROBIN, List.of(there, gone));
      Verdict verdict = run();
      assertThat(sent(verdict, there)).isEqualTo(there.asked()).isPositive();
      assertThat(Load.ofTargets(verdict))
          .containsExactly("target %s at %s was sent no request".formatted(TARGET, gone.address()));
    }
  }

  @Test
  @Order(4)
  void withoutAControlPlaneOneLineSaysSo() {
    PLANE.close();
    assertThat(problem("xds:///somebody-else", PATIENCE))
        .hasValueSatisfying(line ->
            assertThat(line)
                .startsWith("target xds:///somebody-else ")
                .contains("GRPC_XDS_BOOTSTRAP")
                .doesNotContain("\n"));
  }
}
