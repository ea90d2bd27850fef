package io.hybridperf.suite.hybrid;

import io.gatling.commons.validation.Success;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.internal.Expressions;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.IngestResponse;
import io.hybridperf.gatling.grpc.CallActionBuilder;
import io.hybridperf.gatling.grpc.Grpc;
import io.hybridperf.gatling.grpc.UnaryCall;
import java.util.List;
import java.util.function.Function;

/**
 * DSL for adding or replacing content.
 *
 * <p>Immutable: every method returns a new instance and leaves this one as it was.
 */
public final class IngestActionBuilder
    extends CallActionBuilder<IngestRequest, IngestResponse, IngestActionBuilder> {
  private final UnaryCall<IngestRequest, IngestResponse> wrapped;

  IngestActionBuilder(Grpc name) {
    this(
        name.call(
            HybridCoordinatorGrpc.getIngestMethod(),
            session -> new Success<>(IngestRequest.getDefaultInstance()),
            null));
  }

  private IngestActionBuilder(UnaryCall<IngestRequest, IngestResponse> wrapped) {
    this.wrapped = wrapped;
  }

  @Override
  protected UnaryCall<IngestRequest, IngestResponse> call() {
    return wrapped;
  }

  @Override
  protected IngestActionBuilder with(UnaryCall<IngestRequest, IngestResponse> changed) {
    return new IngestActionBuilder(changed);
  }

  /**
   * Sends a request made beforehand.
   *
   * @param attribute an expression that gives an {@link IngestRequest}, for example <code>
   *     "#{request}"</code>
   * @return a new instance
   */
  public IngestActionBuilder request(String attribute) {
    return with(wrapped.withRequest(Values.of(attribute, IngestRequest.class)));
  }

  /**
   * Sends a request that a function gives.
   *
   * @param request gives the request
   * @return a new instance
   */
  public IngestActionBuilder request(Function<Session, IngestRequest> request) {
    return with(wrapped.withRequest(Expressions.javaFunctionToExpression(request)));
  }

  /**
   * Adds or replaces these contents.
   *
   * @param items gives 1..1000 contents with distinct ids
   * @return a new instance
   */
  public IngestActionBuilder items(Function<Session, List<Content>> items) {
    return request(session -> IngestRequest.newBuilder().addAllItems(items.apply(session)).build());
  }
}
