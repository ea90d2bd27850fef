package io.hybridperf.gatling.grpc.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hybridperf.gatling.grpc.GrpcDsl;
import io.hybridperf.gatling.grpc.GrpcProtocolBuilder;
import io.hybridperf.gatling.grpc.TargetProbe;
import io.hybridperf.gatling.support.TestCoordinator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @Test
  void readsBothForms() {
    assertThat(Target.parse("host-1.example:50051"))
        .isEqualTo(new Target(Target.Kind.ADDRESS, "host-1.example", 50_051));
    assertThat(Target.parse("[::1]:80")).isEqualTo(new Target(Target.Kind.ADDRESS, "::1", 80));
    assertThat(Target.parse("dns:///coordinator:80"))
        .isEqualTo(new Target(Target.Kind.DNS, "coordinator", 80));
    assertThat(Target.parse("dns:///coordinator:80").uri()).isEqualTo("dns:///coordinator:80");
  }

  @ParameterizedTest
  @CsvSource({
    "a:1, A:01",
    "a.example:1, a.example.:1",
    "a:1, dns:///a:1",
    "[::1]:1, [0:0:0:0:0:0:0:1]:1",
    "127.0.0.1:1, 127.000.000.001:1",
    "10.0.0.1:1, [::ffff:10.0.0.1]:1",
  })
  void aTargetThatIsNamedTwiceIsRefused(String one, String again) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GrpcDsl.grpc.targets(one, "b:1", again))
        .withMessageContaining("target is \"" + again + "\": named twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        "host:",
        ":1",
        "host:0",
        "host:65536",
        "host:99999999",
        "http://host:1",
        "a b:1",
        "ä:1",
        "%41:1",
        "-a:1",
        "a..b:1",
        ".:1",
        "a_b:1",
        "user@a:1",
        "user:secret@a:1",
        "dns:///ä:1",
        "xds:///",
        "xds:///a b",
        "xds:///a/b",
        "xds:///-a",
        "xds://a"
      })
  void refusesOtherFormsInOneLine(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GrpcDsl.grpc.target(text))
        .withMessageContaining("target is \"" + text + "\"")
        .withMessageNotContaining("\n");
  }

  @Test
  void aServerThatAnswersIsNoProblem() {
    try (TestCoordinator server = TestCoordinator.start()) {
      assertThat(TargetProbe.problem(GrpcDsl.grpc.target(server.target()).protocol(), TIMEOUT))
          .isEmpty();
    }
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    TestCoordinator server = TestCoordinator.start();
    server.close();
    assertThat(TargetProbe.problem(GrpcDsl.grpc.target(server.target()).protocol(), TIMEOUT))
        .hasValue(
            "target "
                + server.target()
                + " refuses connections: start the server there, or set another target");
  }

  @Test
  void aNameThatDoesNotExistIsNamed() {
    assertThat(
            TargetProbe.problem(GrpcDsl.grpc.target("no-such-host.invalid:1").protocol(), TIMEOUT))
        .hasValue("target no-such-host.invalid:1 has an unknown host name: set another target");
  }

  @Test
  void aServerThatSaysNothingIsNamed() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String target = "127.0.0.1:" + mute.getLocalPort();
      assertThat(
              TargetProbe.problem(GrpcDsl.grpc.target(target).protocol(), Duration.ofMillis(200)))
          .hasValue(
              "target "
                  + target
                  + " did not answer within 200 ms: check the address and the network, and that"
                  + " this machine has a processor to spare");
    }
  }

  @Test
  void noTokenShowsInAnyText() {
    GrpcProtocolBuilder builder = GrpcDsl.grpc.target("a:1").token(() -> "hidden");
    assertThat(builder.toString() + builder.protocol())
        .doesNotContain("hidden")
        .contains("a supplier");
  }
}
