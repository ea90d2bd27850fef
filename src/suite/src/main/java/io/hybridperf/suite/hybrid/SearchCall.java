package io.hybridperf.suite.hybrid;

import io.gatling.commons.validation.Success;
import io.gatling.commons.validation.Validation;
import io.gatling.core.session.Session;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.gatling.grpc.Grpc;
import io.hybridperf.gatling.grpc.UnaryCall;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import scala.Function1;

/**
 * A search as a scenario describes it: a whole request, or a template.
 *
 * @param call everything but the request
 * @param whole makes the whole request; null: the template is used
 * @param template makes the request from parts
 */
record SearchCall(
    UnaryCall<SearchRequest, SearchResponse> call,
    @Nullable Function1<Session, Validation<SearchRequest>> whole,
    Template<SearchRequest, SearchRequest.Builder> template) {

  static SearchCall named(Grpc name) {
    Template<SearchRequest, SearchRequest.Builder> empty =
        Template.of(
            SearchRequest.getDefaultInstance(),
            SearchRequest::toBuilder,
            SearchRequest.Builder::build);
    return new SearchCall(
        name.call(
            HybridCoordinatorGrpc.getSearchMethod(),
            session -> new Success<>(SearchRequest.getDefaultInstance()),
            SearchValues.INSTANCE),
        null,
        empty);
  }

  SearchCall withCall(UnaryCall<SearchRequest, SearchResponse> changed) {
    return new SearchCall(changed, whole, template);
  }

  SearchCall withWhole(Function1<Session, Validation<SearchRequest>> request) {
    return new SearchCall(call, request, template);
  }

  SearchCall withConstant(Consumer<SearchRequest.Builder> part) {
    return new SearchCall(call, whole, template.withConstant(part));
  }

  SearchCall withPart(Template.Part<SearchRequest.Builder> part) {
    return new SearchCall(call, whole, template.withPart(part));
  }

  UnaryCall<SearchRequest, SearchResponse> complete() {
    return call.withRequest(whole != null ? whole : template);
  }
}
