package io.hybridperf.gatling.grpc;

/**
 * DSL for calls of any unary method.
 *
 * <p>Immutable: every method returns a new instance and leaves this one as it was.
 *
 * @param <Q> the request's type
 * @param <R> the answer's type
 */
public final class UnaryActionBuilder<Q, R>
    extends CallActionBuilder<Q, R, UnaryActionBuilder<Q, R>> {
  private final UnaryCall<Q, R> wrapped;

  UnaryActionBuilder(UnaryCall<Q, R> wrapped) {
    this.wrapped = wrapped;
  }

  @Override
  protected UnaryCall<Q, R> call() {
    return wrapped;
  }

  @Override
  protected UnaryActionBuilder<Q, R> with(UnaryCall<Q, R> changed) {
    return new UnaryActionBuilder<>(changed);
  }
}
