package io.hybridperf.xds;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A real gRPC server on loopback, which may be slow, and counts what it is asked. */
final class Backend implements AutoCloseable {
  private final AtomicInteger asked = new AtomicInteger();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Server server;
  private final String host;
  private final int port;
  private volatile long millis;

  private Backend(String host, int wanted) {
    this.host = host;
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.ofLiteral(host), wanted))
              .addService(new Health())
              .build()
              .start();
      port = server.getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Backend start() {
    return start("127.0.0.1", 0);
  }

  static Backend start(String host, int port) {
    return new Backend(host, port);
  }

  Backend slow(long delayMillis) {
    millis = delayMillis;
    return this;
  }

  String address() {
    return host + ":" + port();
  }

  int port() {
    return port;
  }

  int asked() {
    return asked.get();
  }

  @Override
  public void close() {
    server.shutdownNow();
    timer.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Health extends HealthGrpc.HealthImplBase {
    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
      asked.incrementAndGet();
      var _ =
          timer.schedule(
              () -> {
                observer.onNext(
                    HealthCheckResponse.newBuilder().setStatus(ServingStatus.SERVING).build());
                observer.onCompleted();
              },
              millis,
              TimeUnit.MILLISECONDS);
    }
  }
}
