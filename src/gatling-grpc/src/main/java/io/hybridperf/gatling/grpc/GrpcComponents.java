package io.hybridperf.gatling.grpc;

import io.gatling.core.CoreComponents;
import io.gatling.core.config.GatlingConfiguration;
import io.gatling.core.protocol.Protocol;
import io.gatling.core.protocol.ProtocolComponents;
import io.gatling.core.protocol.ProtocolKey;
import io.gatling.core.session.Session;
import io.hybridperf.gatling.internal.ActorBatching;
import java.util.HashMap;
import java.util.Map;
import scala.Function1;
import scala.runtime.BoxedUnit;

/**
 * What the calls of one run share: the connections and the recorders, one set for each event loop.
 */
final class GrpcComponents implements ProtocolComponents {
  static final ProtocolKey<GrpcProtocol, GrpcComponents> KEY = new Key();

  private final GrpcProtocol protocol;
  private final ChannelPool pool;

  private GrpcComponents(GrpcProtocol protocol, ChannelPool pool) {
    this.protocol = protocol;
    this.pool = pool;
  }

  GrpcProtocol protocol() {
    return protocol;
  }

  ChannelPool pool() {
    return pool;
  }

  @Override
  public Function1<Session, Session> onStart() {
    return Session.Identity();
  }

  @Override
  public Function1<Session, BoxedUnit> onExit() {
    return ProtocolComponents.NoopOnExit();
  }

  private static final class Key implements ProtocolKey<GrpcProtocol, GrpcComponents> {
    @Override
    @SuppressWarnings("unchecked") // Gatling's own protocols cast the same way.
    public Class<Protocol> protocolClass() {
      return (Class<Protocol>) (Class<?>) GrpcProtocol.class;
    }

    @Override
    public GrpcProtocol defaultProtocolValue(GatlingConfiguration configuration) {
      throw new IllegalStateException(
          "a gRPC call has no protocol: add .protocols(hybrid.target(\"host:port\")) to the setUp");
    }

    @Override
    public Function1<GrpcProtocol, GrpcComponents> newComponents(CoreComponents core) {
      ActorBatching.begin(core.actorSystem());
      // Asked once a scenario; scenarios with an equal protocol share its connections.
      Map<GrpcProtocol, ChannelPool> pools = new HashMap<>();
      core.actorSystem()
          .registerOnTermination(() -> {
            pools.values().forEach(ChannelPool::close);
            return BoxedUnit.UNIT;
          });
      return protocol ->
          new GrpcComponents(
              protocol,
              pools.computeIfAbsent(protocol, key -> ChannelPool.open(key, core.eventLoopGroup())));
    }
  }
}
