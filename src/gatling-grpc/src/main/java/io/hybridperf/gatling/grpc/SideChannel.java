package io.hybridperf.gatling.grpc;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.hybridperf.gatling.grpc.channel.ChannelFactory;
import io.hybridperf.gatling.grpc.channel.Target;
import io.hybridperf.gatling.grpc.channel.TokenHeader;

/**
 * A connection to a run's first target beside its load, for calls that are not measured: with the
 * stubs of any service, and the run's TLS and token.
 */
public final class SideChannel implements AutoCloseable {
  private final ManagedChannel connection;
  private final Channel authorized;

  private SideChannel(ManagedChannel connection, Channel authorized) {
    this.connection = connection;
    this.authorized = authorized;
  }

  /**
   * Opens one.
   *
   * @param protocol the run's protocol: its targets, TLS and token
   * @return the connection, made with the first call
   */
  public static SideChannel to(GrpcProtocol protocol) {
    ManagedChannel connection =
        new ChannelFactory(protocol.transport())
            .openAlone(Target.parse(protocol.targets().getFirst()));
    return new SideChannel(connection, TokenHeader.addedTo(connection, protocol.token()));
  }

  /** {@return for stubs} */
  public Channel channel() {
    return authorized;
  }

  @Override
  public void close() {
    connection.shutdownNow();
  }
}
