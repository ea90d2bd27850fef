package io.hybridperf.gatling.grpc;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.doIfOrElse;
import static io.gatling.javaapi.core.CoreDsl.doSwitch;
import static io.gatling.javaapi.core.CoreDsl.doSwitchOrElse;
import static io.gatling.javaapi.core.CoreDsl.doWhile;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.exitBlockOnFail;
import static io.gatling.javaapi.core.CoreDsl.foreach;
import static io.gatling.javaapi.core.CoreDsl.forever;
import static io.gatling.javaapi.core.CoreDsl.group;
import static io.gatling.javaapi.core.CoreDsl.onCase;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.randomSwitchOrElse;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.roundRobinSwitch;
import static io.gatling.javaapi.core.CoreDsl.tryMax;
import static io.gatling.javaapi.core.CoreDsl.uniformRandomSwitch;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.exec.Executable;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.hybridperf.gatling.grpc.check.ActualValue;
import io.hybridperf.gatling.grpc.check.GrpcChecks;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a scenario will call is known before it runs, wherever in it the calls are. */
class PlannedCallsTest {

  private static UnaryActionBuilder<HealthCheckRequest, HealthCheckResponse> call(Grpc named) {
    return named.unary(HealthGrpc.getCheckMethod(), _ -> HealthCheckRequest.getDefaultInstance());
  }

  private static UnaryActionBuilder<HealthCheckRequest, HealthCheckResponse> call(String name) {
    return call(Grpc.named(name));
  }

  private static Set<String> labels(Executable step) {
    PlannedCalls calls = PlannedCalls.of(step);
    assertThat(calls.mayHaveOtherLabels()).isFalse();
    return calls.labels();
  }

  @Test
  void aCallIsFoundInEveryOneOfGatlingsStructures() {
    ChainBuilder a = exec(call("a"));
    ChainBuilder b = exec(call("b"));
    for (Executable one :
        List.<Executable>of(
            call("a"),
            a,
            doIf("#{x}").then(a),
            repeat(2).on(a),
            foreach(List.of(1), "n").on(a),
            during(1).on(a),
            forever().on(a),
            asLongAs(_ -> true).on(a),
            doWhile(_ -> true).on(a),
            tryMax(2).on(a),
            exitBlockOnFail().on(a),
            group("g").on(a),
            pause(1).pace(1).exec(s -> s).exec(a))) {
      assertThat(labels(one)).containsExactly("a");
    }
    for (Executable two :
        List.<Executable>of(
            doIfOrElse("#{x}").then(a).orElse(b),
            doSwitch("#{x}").on(onCase(1).then(a), onCase(2).then(b)),
            doSwitchOrElse("#{x}").on(onCase(1).then(a), onCase(2).then(a)).orElse(b),
            randomSwitch().on(percent(50).then(a), percent(50).then(b)),
            randomSwitchOrElse().on(percent(50).then(a)).orElse(b),
            uniformRandomSwitch().on(a, b),
            roundRobinSwitch().on(a, b),
            repeat(2).on(doIf("#{x}").then(group("g").on(a.exec(b)))))) {
      assertThat(labels(two)).containsExactly("a", "b");
    }
  }

  @Test
  void aLabelIsAsItIsRecordedAndASilentCallIsNot() {
    assertThat(labels(call("graph only"))).containsExactly("graph_only");
    assertThat(labels(call("#{x}").label("kind"))).containsExactly("kind");
    assertThat(labels(call("a").silent())).isEmpty();
    assertThat(labels(call(Grpc.named(_ -> "a")).labels(() -> Set.of("a", "b"))))
        .containsExactly("a", "b");
  }

  @Test
  void whatIsNotKnownIsNotTakenForNothing() {
    for (Executable step :
        List.<Executable>of(
            call("#{x}"),
            call(Grpc.named(_ -> "a")),
            call("a").label("#{x}"),
            call("a").label(_ -> "b"),
            (ActionBuilder) () -> (context, next) -> next)) {
      assertThat(PlannedCalls.of(step).mayHaveOtherLabels()).isTrue();
    }
  }

  @Test
  void whatIsRecordedOfACallIsWhatItsValuesAndChecksSay() {
    AnswerValues<HealthCheckResponse> silent = (_, _) -> {};
    AnswerValues<HealthCheckResponse> named =
        new AnswerValues<>() {
          @Override
          public void find(HealthCheckResponse answer, Numbers numbers) {}

          @Override
          public Set<String> series() {
            return Set.of("one");
          }
        };
    var noting =
        GrpcChecks.<HealthCheckResponse, String>find(
            "note", String.class, ActualValue.SHOWN, Set.of("two"), (_, _) -> "x");
    var other =
        GrpcChecks.<HealthCheckResponse, String>find(
            "note", String.class, ActualValue.SHOWN, (_, _) -> "x");

    assertThat(PlannedCalls.of(call("a").check(GrpcDsl.statusCode().exists())).series(""))
        .contains(Set.of());
    PlannedCalls known =
        PlannedCalls.of(
            call("a").values(named).check(noting.is("x"), noting.saveAs("y")), call("b"));
    assertThat(known.series("")).contains(Set.of("one", "two"));
    assertThat(known.series("b")).contains(Set.of());
    for (var open :
        List.of(
            call("a").values(silent),
            call("a").check(other),
            call("a").check(noting.transform(x -> x)))) {
      assertThat(PlannedCalls.of(open).series("a")).isEqualTo(Optional.empty());
    }
  }
}
