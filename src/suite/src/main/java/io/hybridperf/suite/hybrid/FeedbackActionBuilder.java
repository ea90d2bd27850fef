package io.hybridperf.suite.hybrid;

import io.gatling.commons.validation.Success;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.internal.Expressions;
import io.hybridperf.api.v1.FeedbackEvent;
import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.FeedbackResponse;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.gatling.grpc.CallActionBuilder;
import io.hybridperf.gatling.grpc.Grpc;
import io.hybridperf.gatling.grpc.UnaryCall;
import java.util.List;
import java.util.function.Function;

/**
 * DSL for telling what users did with content.
 *
 * <p>Immutable: every method returns a new instance and leaves this one as it was.
 */
public final class FeedbackActionBuilder
    extends CallActionBuilder<FeedbackRequest, FeedbackResponse, FeedbackActionBuilder> {
  private final UnaryCall<FeedbackRequest, FeedbackResponse> wrapped;

  FeedbackActionBuilder(Grpc name) {
    this(
        name.call(
            HybridCoordinatorGrpc.getFeedbackMethod(),
            session -> new Success<>(FeedbackRequest.getDefaultInstance()),
            null));
  }

  private FeedbackActionBuilder(UnaryCall<FeedbackRequest, FeedbackResponse> wrapped) {
    this.wrapped = wrapped;
  }

  @Override
  protected UnaryCall<FeedbackRequest, FeedbackResponse> call() {
    return wrapped;
  }

  @Override
  protected FeedbackActionBuilder with(UnaryCall<FeedbackRequest, FeedbackResponse> changed) {
    return new FeedbackActionBuilder(changed);
  }

  /**
   * Sends a request made beforehand.
   *
   * @param attribute an expression that gives a {@link FeedbackRequest}, for example <code>
   *     "#{request}"</code>
   * @return a new instance
   */
  public FeedbackActionBuilder request(String attribute) {
    return with(wrapped.withRequest(Values.of(attribute, FeedbackRequest.class)));
  }

  /**
   * Sends a request that a function gives.
   *
   * @param request gives the request
   * @return a new instance
   */
  public FeedbackActionBuilder request(Function<Session, FeedbackRequest> request) {
    return with(wrapped.withRequest(Expressions.javaFunctionToExpression(request)));
  }

  /**
   * Tells these events.
   *
   * @param events gives 1..1000 events
   * @return a new instance
   */
  public FeedbackActionBuilder events(Function<Session, List<FeedbackEvent>> events) {
    return request(
        session -> FeedbackRequest.newBuilder().addAllEvents(events.apply(session)).build());
  }
}
