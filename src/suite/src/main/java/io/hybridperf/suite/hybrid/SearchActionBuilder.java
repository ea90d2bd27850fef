package io.hybridperf.suite.hybrid;

import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.internal.Expressions;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.Enrichment;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.gatling.grpc.UnaryCall;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * DSL for searches.
 *
 * <p>Immutable: every method returns a new instance and leaves this one as it was. Texts are in
 * Gatling's expression language. What is the same for all sessions is put into the request once;
 * each part that looks at the session costs a little for each call. The cheapest way to a varying
 * request is {@link #request(String)} with requests that a feeder made beforehand.
 */
public final class SearchActionBuilder extends FilteredSearchBuilder<SearchActionBuilder> {
  private final SearchCall wrapped;

  SearchActionBuilder(SearchCall wrapped) {
    this.wrapped = wrapped;
  }

  @Override
  protected UnaryCall<SearchRequest, SearchResponse> call() {
    return wrapped.call();
  }

  @Override
  protected SearchActionBuilder with(UnaryCall<SearchRequest, SearchResponse> changed) {
    return new SearchActionBuilder(wrapped.withCall(changed));
  }

  @Override
  protected UnaryCall<SearchRequest, SearchResponse> complete() {
    return wrapped.complete();
  }

  /**
   * Sends a request made beforehand. Everything else that was said of the request is then left out.
   *
   * @param attribute an expression that gives a {@link SearchRequest}, for example <code>
   *     "#{request}"</code>
   * @return a new instance
   */
  public SearchActionBuilder request(String attribute) {
    return new SearchActionBuilder(wrapped.withWhole(Values.of(attribute, SearchRequest.class)));
  }

  /**
   * Sends a request that a function gives. Everything else that was said of the request is then
   * left out.
   *
   * @param request gives the request
   * @return a new instance
   */
  public SearchActionBuilder request(Function<Session, SearchRequest> request) {
    return new SearchActionBuilder(
        wrapped.withWhole(Expressions.javaFunctionToExpression(request)));
  }

  /**
   * Sets the query vector.
   *
   * @param attribute an expression that gives a {@code float[]}, a {@code double[]} or a list of
   *     numbers
   * @return a new instance
   */
  public SearchActionBuilder embedding(String attribute) {
    return part(
        Template.Part.of(
            Expressions.toAnyExpression(attribute),
            (builder, value) -> Values.addFloats(builder, value)));
  }

  /**
   * Sets the query vector.
   *
   * @param embedding gives one float for each dimension of the collection
   * @return a new instance
   */
  public SearchActionBuilder embedding(Function<Session, float[]> embedding) {
    return part(
        Template.Part.of(
            Expressions.javaFunctionToExpression(embedding),
            (builder, value) -> Values.addFloats(builder, value)));
  }

  /**
   * Sets the query vector.
   *
   * @param embedding one float for each dimension of the collection
   * @return a new instance
   */
  public SearchActionBuilder embedding(float[] embedding) {
    return constant(builder -> Values.addFloats(builder, embedding));
  }

  /**
   * Sends the words that the vector was made from, so that there is an answer also while the vector
   * store is away. Each byte of it is sent with each request; with vectors it changes nothing.
   *
   * @param text an expression that gives up to 1024 characters
   * @return a new instance
   */
  public SearchActionBuilder text(String text) {
    return part(
        Template.Part.of(
            Expressions.toStringExpression(text), SearchRequest.Builder::setQueryText));
  }

  /**
   * Sends the words that the vector was made from, so that there is an answer also while the vector
   * store is away. Each byte of it is sent with each request; with vectors it changes nothing.
   *
   * @param text gives up to 1024 characters
   * @return a new instance
   */
  public SearchActionBuilder text(Function<Session, String> text) {
    return part(
        Template.Part.of(
            Expressions.javaFunctionToExpression(text), SearchRequest.Builder::setQueryText));
  }

  /**
   * Starts from a content instead of a vector.
   *
   * @param contentId an expression that gives the content's id
   * @return a new instance
   */
  public SearchActionBuilder seed(String contentId) {
    return part(Template.Part.of(Values.longs(contentId), SearchRequest.Builder::setSeedContentId));
  }

  /**
   * Starts from a content instead of a vector.
   *
   * @param contentId gives the content's id
   * @return a new instance
   */
  public SearchActionBuilder seed(Function<Session, Long> contentId) {
    return part(
        Template.Part.of(
            Expressions.javaFunctionToExpression(contentId),
            SearchRequest.Builder::setSeedContentId));
  }

  /**
   * Starts from a content instead of a vector.
   *
   * @param contentId the content's id
   * @return a new instance
   */
  public SearchActionBuilder seed(long contentId) {
    return constant(builder -> builder.setSeedContentId(contentId));
  }

  /**
   * Sets how many hits are wanted. By default 10.
   *
   * @param k 1..1000
   * @return a new instance
   */
  public SearchActionBuilder k(int k) {
    return constant(builder -> builder.setK(k));
  }

  /**
   * Sets how many hits are wanted. By default 10.
   *
   * @param k an expression that gives 1..1000
   * @return a new instance
   */
  public SearchActionBuilder k(String k) {
    return part(Template.Part.of(Values.ints(k), SearchRequest.Builder::setK));
  }

  /**
   * Sets the tenant whose policies apply. By default the search is anonymous.
   *
   * @param tenant an expression that gives the tenant's id
   * @return a new instance
   */
  public SearchActionBuilder tenant(String tenant) {
    return part(
        Template.Part.of(
            Expressions.toStringExpression(tenant), SearchRequest.Builder::setTenantId));
  }

  /**
   * Sets the tenant whose policies apply. By default the search is anonymous.
   *
   * @param tenant gives the tenant's id
   * @return a new instance
   */
  public SearchActionBuilder tenant(Function<Session, String> tenant) {
    return part(
        Template.Part.of(
            Expressions.javaFunctionToExpression(tenant), SearchRequest.Builder::setTenantId));
  }

  /**
   * Sets the user within the tenant. By default the search is anonymous.
   *
   * @param user an expression that gives the user's id
   * @return a new instance
   */
  public SearchActionBuilder user(String user) {
    return part(
        Template.Part.of(Expressions.toStringExpression(user), SearchRequest.Builder::setUserId));
  }

  /**
   * Sets the user within the tenant. By default the search is anonymous.
   *
   * @param user gives the user's id
   * @return a new instance
   */
  public SearchActionBuilder user(Function<Session, String> user) {
    return part(
        Template.Part.of(
            Expressions.javaFunctionToExpression(user), SearchRequest.Builder::setUserId));
  }

  /**
   * Sets the policy context. By default {@code default}.
   *
   * @param context an expression that gives the context
   * @return a new instance
   */
  public SearchActionBuilder policyContext(String context) {
    return part(
        Template.Part.of(
            Expressions.toStringExpression(context), SearchRequest.Builder::setContext));
  }

  /**
   * Asks for related content of each hit.
   *
   * @return a new instance
   */
  public SearchActionBuilder relationships() {
    return constant(builder -> builder.getGraphBuilder().setRelationships(true));
  }

  /**
   * Sets how far related content may be, or the depth of a search from a content. By default 1.
   *
   * @param hops 1..3 edges
   * @return a new instance
   */
  public SearchActionBuilder hops(int hops) {
    return constant(builder -> builder.getGraphBuilder().setHops(hops));
  }

  /**
   * Sets how far related content may be, or the depth of a search from a content. By default 1.
   *
   * @param hops an expression that gives 1..3 edges
   * @return a new instance
   */
  public SearchActionBuilder hops(String hops) {
    return part(
        Template.Part.of(
            Values.ints(hops), (builder, value) -> builder.getGraphBuilder().setHops(value)));
  }

  /**
   * Sets how many related contents each hit carries. By default 10.
   *
   * @param maxRelated 1..100
   * @return a new instance
   */
  public SearchActionBuilder maxRelated(int maxRelated) {
    return constant(builder -> builder.getGraphBuilder().setMaxRelated(maxRelated));
  }

  /**
   * Sets how many contents one enrichment query asks for. By default all.
   *
   * @param batchSize 1..10000
   * @return a new instance
   */
  public SearchActionBuilder batchSize(int batchSize) {
    return constant(builder -> builder.getGraphBuilder().setBatchSize(batchSize));
  }

  /**
   * Sets whether graph and policy are asked one after the other or at once. By default k decides.
   *
   * @param enrichment sequential or parallel
   * @return a new instance
   */
  public SearchActionBuilder enrichment(Enrichment enrichment) {
    return constant(builder -> builder.getGraphBuilder().setEnrichment(enrichment));
  }

  /**
   * Sets which storage answers. By default the coordinator decides.
   *
   * @param storage the storage
   * @return a new instance
   */
  public SearchActionBuilder storage(StorageMode storage) {
    return constant(builder -> builder.setStorage(storage));
  }

  /**
   * Leaves caches alone: they are neither read nor filled.
   *
   * @param caches the caches
   * @return a new instance
   */
  public SearchActionBuilder bypassCaches(Cache... caches) {
    return constant(builder -> builder.addAllBypassCaches(List.of(caches)));
  }

  /**
   * Asks for what the vector store returned, so that {@link HybridDsl#recallAtK(int)} measures its
   * recall alone.
   *
   * @return a new instance
   */
  public SearchActionBuilder returnVectorCandidates() {
    return constant(builder -> builder.setReturnVectorCandidates(true));
  }

  @Override
  SearchActionBuilder self() {
    return this;
  }

  @Override
  SearchActionBuilder constant(Consumer<SearchRequest.Builder> part) {
    return new SearchActionBuilder(wrapped.withConstant(part));
  }

  @Override
  SearchActionBuilder part(Template.Part<SearchRequest.Builder> part) {
    return new SearchActionBuilder(wrapped.withPart(part));
  }
}
