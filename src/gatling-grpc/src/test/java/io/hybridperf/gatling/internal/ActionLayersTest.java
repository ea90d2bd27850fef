package io.hybridperf.gatling.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatling.commons.util.GatlingVersion;
import io.gatling.core.action.Action;
import io.gatling.core.action.ChainableAction;
import io.gatling.core.action.ExitableAction;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Gatling's traits are no public API: the layers fit just the version they were written for. */
class ActionLayersTest {
  private static final String REMEDY =
      "Gatling's %s has changed: compare gatling-core's Action.scala with the layers of this package, then adapt both";

  @Test
  void theLayersWereWrittenForTheVersionOfGatlingInUse() {
    assertThat(GatlingVersion.ThisVersion().fullVersion())
        .as("check the layers and PlannedInjection against the new Gatling, then change this test")
        .isEqualTo("3.15.1");
  }

  @Test
  void actionAsksForNothingElse() {
    assertThat(abstractMethods(Action.class))
        .as(REMEDY, "Action")
        .containsExactlyInAnyOrder(
            "name",
            "execute",
            "logger",
            "com$typesafe$scalalogging$StrictLogging$_setter_$logger_$eq");
  }

  @Test
  void chainableActionAsksForNothingElse() {
    assertThat(declaredAbstractMethods(ChainableAction.class))
        .as(REMEDY, "ChainableAction")
        .containsExactlyInAnyOrder(
            "statsEngine", "next", "io$gatling$core$action$ChainableAction$$super$$bang");
  }

  @Test
  void exitableActionAsksForNothingElse() {
    assertThat(declaredAbstractMethods(ExitableAction.class))
        .as(REMEDY, "ExitableAction")
        .containsExactlyInAnyOrder("clock", "io$gatling$core$action$ExitableAction$$super$$bang");
  }

  @Test
  void everyTraitWrapsTheOneBelow() {
    for (Class<?> trait : List.of(Action.class, ChainableAction.class, ExitableAction.class)) {
      assertThat(trait.getDeclaredMethods())
          .as(REMEDY, trait.getSimpleName())
          .anyMatch(method -> method.getName().equals("$bang") && method.isDefault());
    }
  }

  @Test
  void theLayersLeaveOpenOnlyWhatAnActionDecides() {
    assertThat(abstractMethods(ExitableLayer.class))
        .containsExactlyInAnyOrder("name", "execute", "statsEngine", "next", "clock");
  }

  private static Stream<String> declaredAbstractMethods(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(ActionLayersTest::isAbstract)
        .map(Method::getName);
  }

  private static Stream<String> abstractMethods(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(ActionLayersTest::isAbstract)
        .map(Method::getName)
        .distinct();
  }

  private static boolean isAbstract(Method method) {
    return Modifier.isAbstract(method.getModifiers());
  }
}
