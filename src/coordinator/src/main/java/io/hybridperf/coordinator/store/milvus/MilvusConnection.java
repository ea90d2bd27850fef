package io.hybridperf.coordinator.store.milvus;

import io.grpc.Deadline;
import io.hybridperf.coordinator.config.BreakerConfig;
import io.hybridperf.coordinator.config.MilvusConfig;
import io.hybridperf.coordinator.config.SettingException;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.store.guard.Access;
import io.hybridperf.coordinator.store.guard.StoreGuard;
import io.milvus.grpc.MilvusServiceGrpc;
import io.milvus.shaded.io.grpc.CallOptions;
import io.milvus.shaded.io.grpc.Channel;
import io.milvus.shaded.io.grpc.ClientCall;
import io.milvus.shaded.io.grpc.ClientInterceptor;
import io.milvus.shaded.io.grpc.ClientInterceptors;
import io.milvus.shaded.io.grpc.ManagedChannel;
import io.milvus.shaded.io.grpc.MethodDescriptor;
import io.milvus.shaded.io.grpc.Status;
import io.milvus.shaded.io.grpc.StatusRuntimeException;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.client.RetryConfig;
import io.milvus.v2.utils.ClientUtils;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Milvus's SDK, with a deadline for each call and without its retries. One client serves all
 * threads: its stub is immutable, and calls share one HTTP/2 connection.
 */
final class MilvusConnection implements AutoCloseable {

  /** What is asked of the client. */
  interface Call<T> {
    T on(MilvusClientV2 client);
  }

  private static final String NAME = "the vector store";
  private static final long RECONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final ScopedValue<Deadline> DEADLINE = ScopedValue.newInstance();

  private final StoreGuard guard;
  private final MilvusClientV2 client;
  private final ManagedChannel channel;
  private final AtomicLong lastReconnectNanos = new AtomicLong(System.nanoTime());

  private MilvusConnection(MilvusConfig config, BreakerConfig breaker, MilvusClientV2 client) {
    this.guard =
        new StoreGuard(
            NAME, config.maxInFlight(), config.timeouts(), breaker, MilvusConnection::isAnswer);
    this.client = client;
    this.channel = channel(config);
    // The client's own stub waits for a lost connection to come back, for as long as the one
    // deadline that all of its calls share. Ours gives each call its own deadline and fails at
    // once.
    client.setBlockingStub(
        MilvusServiceGrpc.newBlockingStub(
            ClientInterceptors.intercept(channel, new DeadlineInterceptor())));
    client.retryConfig(RetryConfig.builder().maxRetryTimes(1).build());
  }

  /**
   * Connects.
   *
   * @throws SettingException if Milvus cannot be reached
   */
  static MilvusConnection open(MilvusConfig config, BreakerConfig breaker) {
    return new MilvusConnection(config, breaker, connect(config));
  }

  /**
   * Connects with the first call: Milvus need not be there yet.
   *
   * @throws SettingException if the address is malformed
   */
  static MilvusConnection openLater(MilvusConfig config, BreakerConfig breaker) {
    // A client with an address would connect.
    return new MilvusConnection(config, breaker, new MilvusClientV2(null));
  }

  private static ManagedChannel channel(MilvusConfig config) {
    try {
      return new ClientUtils().getChannel(connectConfig(config));
    } catch (RuntimeException e) {
      throw new SettingException(
          "coordinator.milvus.uri = %s cannot be used: expected http://host:port or https://host:port"
              .formatted(config.uri()));
    }
  }

  private static ConnectConfig connectConfig(MilvusConfig config) {
    ConnectConfig.ConnectConfigBuilder builder =
        ConnectConfig.builder()
            .uri(config.uri())
            .connectTimeoutMs(config.timeouts().read().toMillis())
            .secure(config.uri().startsWith("https://"));
    if (!config.database().isEmpty()) {
      builder.dbName(config.database());
    }
    if (config.token().isPresent()) {
      builder.token(config.token().value());
    }
    return builder.build();
  }

  static MilvusClientV2 connect(MilvusConfig config) {
    try {
      return new MilvusClientV2(connectConfig(config));
    } catch (RuntimeException e) {
      throw new SettingException(
          "coordinator.milvus.uri = %s: cannot connect within %s ms; is Milvus running there?"
              .formatted(config.uri(), config.timeouts().read().toMillis()));
    }
  }

  StoreGuard guard() {
    return guard;
  }

  @Override
  public void close() {
    client.close();
    channel.shutdownNow();
  }

  /**
   * Calls Milvus by a deadline.
   *
   * @throws StoreException if it does not answer in time, or with an error
   */
  <T> T call(Access access, Deadline requested, Call<T> call) throws StoreException {
    return guard.call(
        access,
        requested,
        deadline -> {
          try {
            return ScopedValue.where(DEADLINE, deadline).call(() -> call.on(client));
          } catch (Exception e) {
            reconnectSoon(e);
            throw deadline.isExpired() || isTimeout(e)
                ? StoreException.timeout(NAME, e)
                : StoreException.unavailable(NAME, e);
          } finally {
            guard.release();
          }
        });
  }

  /**
   * A channel whose server is away backs off, up to two minutes. The breaker lets one call a second
   * through meanwhile, to find out whether the server is back; it must not fail for the backoff.
   */
  private void reconnectSoon(Exception failure) {
    long last = lastReconnectNanos.get();
    long now = System.nanoTime();
    if (!isAnswer(failure)
        && now - last > RECONNECT_NANOS
        && lastReconnectNanos.compareAndSet(last, now)) {
      channel.resetConnectBackoff();
    }
  }

  /** Milvus's own errors come as answers; only what the transport says is a gRPC status. */
  private static boolean isAnswer(Throwable failure) {
    return !StoreGuard.isCausedBy(failure, StatusRuntimeException.class::isInstance);
  }

  private static boolean isTimeout(Throwable e) {
    return e.getCause() instanceof StatusRuntimeException status
        && status.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED;
  }

  private static final class DeadlineInterceptor implements ClientInterceptor {

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      long remaining = DEADLINE.get().timeRemaining(TimeUnit.NANOSECONDS);
      return next.newCall(
          method, options.withoutWaitForReady().withDeadlineAfter(remaining, TimeUnit.NANOSECONDS));
    }
  }
}
