package io.hybridperf.gatling.hybrid;

import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.gatling.grpc.AnswerValues;
import io.hybridperf.gatling.grpc.GrpcReply;

/** What is recorded of a search's answer. */
enum SearchValues implements AnswerValues<SearchResponse> {
  INSTANCE;

  @Override
  public void find(SearchResponse answer, GrpcReply<SearchResponse> reply) {}
}
