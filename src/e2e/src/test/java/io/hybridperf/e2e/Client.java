package io.hybridperf.e2e;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.FeedbackResponse;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.HybridCoordinatorGrpc.HybridCoordinatorBlockingStub;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.IngestResponse;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import java.util.concurrent.TimeUnit;

/** Calls a coordinator as any client does. */
final class Client implements AutoCloseable {
  /** Far longer than an answer takes: who reaches it hangs. */
  static final long PATIENCE_SECONDS = 60;

  private final ManagedChannel channel;

  private Client(ManagedChannel channel) {
    this.channel = channel;
  }

  /**
   * @param address host:port
   */
  static Client of(String address) {
    return new Client(NettyChannelBuilder.forTarget(address).usePlaintext().build());
  }

  ManagedChannel channel() {
    return channel;
  }

  /** A stub whose calls end after so long. */
  HybridCoordinatorBlockingStub within(long time, TimeUnit unit) {
    return HybridCoordinatorGrpc.newBlockingStub(channel).withDeadlineAfter(time, unit);
  }

  SearchResponse search(SearchRequest request) {
    return within(PATIENCE_SECONDS, TimeUnit.SECONDS).search(request);
  }

  IngestResponse ingest(IngestRequest request) {
    return within(PATIENCE_SECONDS, TimeUnit.SECONDS).ingest(request);
  }

  FeedbackResponse feedback(FeedbackRequest request) {
    return within(PATIENCE_SECONDS, TimeUnit.SECONDS).feedback(request);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
