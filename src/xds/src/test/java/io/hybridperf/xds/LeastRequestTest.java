package io.hybridperf.xds;

import static io.hybridperf.gatling.grpc.GrpcDsl.grpc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.gatling.grpc.GrpcProtocolBuilder;
import io.hybridperf.gatling.grpc.TargetProbe;
import io.hybridperf.gatling.grpc.channel.Balancing;
import io.hybridperf.measurement.verdict.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeastRequestTest {
  private static final long SLOW_MILLIS = 300;
  private static final String NAME = "coordinators.example";

  @TempDir private Path results;

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0", "3, 5"})
  void ofSeveralAddressesASlowOneGetsFewerCallsAndTheVerdictSaysHowMany(int loops, int channels) {
    try (Backend one = Backend.start();
        Backend slow = Backend.start().slow(SLOW_MILLIS);
        Backend other = Backend.start()) {
      GrpcProtocolBuilder protocol =
          grpc.targets(one.address(), slow.address(), other.address())
              .balancing(Balancing.LEAST_REQUEST);
      Verdict verdict =
          Load.run(
              results,
              channels == 0 ? protocol : protocol.channels(channels),
              loops,
              "least_request");

      assertThat(one.asked() + slow.asked() + other.asked()).isEqualTo(Load.CALLS);
      assertThat(slow.asked())
          .isPositive()
          .isLessThan(one.asked() / 2)
          .isLessThan(other.asked() / 2);
      for (Backend each : List.of(one, slow, other)) {
        assertThat(Load.sent(verdict, each.address())).isEqualTo(each.asked());
      }
      assertThat(Load.ofTargets(verdict)).isEmpty();
    }
  }

  @Test
  void ofSeveralAddressesOneThatIsGoneIsNamed() {
    Backend gone = Backend.start();
    gone.close();
    try (Backend one = Backend.start();
        Backend other = Backend.start()) {
      Verdict verdict =
          Load.run(
              results,
              grpc.targets(one.address(), gone.address(), other.address())
                  .balancing(Balancing.LEAST_REQUEST),
              2,
              "least_request");
      assertThat(one.asked() + other.asked()).isEqualTo(Load.CALLS);
      assertThat(Load.ofTargets(verdict))
          .containsExactly("target %s was sent no request".formatted(gone.address()));
    }
  }

  @ParameterizedTest
  @CsvSource({"ROUND_ROBIN, 1", "ROUND_ROBIN, 3", "LEAST_REQUEST, 2"})
  void eachAddressOfANameHasARow(Balancing balancing, int loops) {
    try (Backend one = Backend.start("127.0.0.1", 0);
        Backend slow = Backend.start("127.0.0.2", one.port()).slow(SLOW_MILLIS);
        Backend other = Backend.start("127.0.0.3", one.port())) {
      String name = "dns:///%s:%s".formatted(NAME, one.port());
      Verdict verdict =
          Load.run(results, grpc.target(name).balancing(balancing), loops, balancing.key());

      for (Backend each : List.of(one, slow, other)) {
        assertThat(Load.sent(verdict, name + " at " + each.address())).isEqualTo(each.asked());
      }
      assertThat(one.asked() + slow.asked() + other.asked()).isEqualTo(Load.CALLS);
      if (balancing == Balancing.ROUND_ROBIN) {
        // Before all are connected those that are get a few more.
        assertThat(List.of(one, slow, other))
            .allSatisfy(each ->
                assertThat(each.asked()).isCloseTo(Load.CALLS / 3, within(Load.CALLS / 10)));
      } else {
        assertThat(slow.asked()).isPositive().isLessThan(one.asked() / 2);
      }
      assertThat(Load.ofTargets(verdict)).isEmpty();
    }
  }

  @Test
  void anAddressOfANameThatIsGoneIsNamed() {
    try (Backend one = Backend.start("127.0.0.1", 0);
        Backend other = Backend.start("127.0.0.3", one.port())) {
      String name = "dns:///%s:%s".formatted(NAME, one.port());
      Verdict verdict = Load.run(results, grpc.target(name), 2, "round_robin");
      assertThat(other.asked()).isPositive();
      assertThat(Load.ofTargets(verdict))
          .containsExactly(
              "target %s at 127.0.0.2:%s was sent no request".formatted(name, one.port()));
    }
  }

  @Test
  void aNameBesideOtherTargetsHasItsShareAndARowForEachServer() {
    try (Backend one = Backend.start("127.0.0.1", 0);
        Backend two = Backend.start("127.0.0.2", one.port());
        Backend three = Backend.start("127.0.0.3", one.port());
        Backend alone = Backend.start()) {
      String name = "dns:///%s:%s".formatted(NAME, one.port());
      Verdict verdict = Load.run(results, grpc.targets(name, alone.address()), 2, "round_robin");
      assertThat(Load.sent(verdict, name)).isCloseTo(Load.CALLS / 2, within(Load.CALLS / 10));
      assertThat(Load.sent(verdict, alone.address())).isEqualTo(alone.asked());
      assertThat(Load.sent(verdict, name + " at " + two.address())).isEqualTo(two.asked());
      assertThat(one.asked() + two.asked() + three.asked()).isEqualTo(Load.sent(verdict, name));
      assertThat(Load.ofTargets(verdict)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a:1 | balancing is least_request: a:1 is one address: name several, host:port,host:port, or dns:///name:port",
        "dns:///10.0.0.1:1 | balancing is least_request: dns:///10.0.0.1:1 is one address: name several, host:port,host:port, or dns:///name:port",
        "a:1,dns:///b:1 | balancing is least_request: dns:///b:1 is a name among several targets: name addresses, or that name alone",
        "xds:///a | balancing is least_request: the control plane says how the endpoints of xds:///a are balanced: leave it out",
      })
  void whatCannotBeBalancedIsRefusedInOneLine(String targets, String line) {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            TargetProbe.problem(
                grpc.targets(targets.split(",")).balancing(Balancing.LEAST_REQUEST).protocol(),
                Duration.ofSeconds(1)))
        .withMessage(line);
  }
}
