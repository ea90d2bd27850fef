package io.hybridperf.gatling.grpc;

/**
 * Finds numbers worth recording in an answer.
 *
 * @param <R> the answer's type
 */
@FunctionalInterface
public interface AnswerValues<R> {

  /**
   * Looks at an answer that came with status OK. Runs on the event loop: must be quick.
   *
   * @param answer the answer
   * @param reply where the numbers are {@linkplain GrpcReply#note left}
   */
  void find(R answer, GrpcReply<R> reply);
}
