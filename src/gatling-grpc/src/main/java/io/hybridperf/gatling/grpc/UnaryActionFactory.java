package io.hybridperf.gatling.grpc;

import io.gatling.core.CoreComponents;
import io.gatling.core.action.Action;
import io.gatling.core.action.builder.ActionBuilder;
import io.gatling.core.structure.ScenarioContext;

/** Puts a call into a scenario. */
record UnaryActionFactory<Q, R>(UnaryCall<Q, R> call) implements ActionBuilder {

  @Override
  public Action build(ScenarioContext context, Action next) {
    CoreComponents core = context.coreComponents();
    return new UnaryAction<>(
        call,
        context.protocolComponentsRegistry().components(GrpcComponents.KEY),
        core.statsEngine(),
        core.clock(),
        context.throttled() && core.throttler().isDefined() ? core.throttler().get() : null,
        next);
  }
}
