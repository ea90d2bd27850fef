package io.hybridperf.gatling.grpc;

import static io.hybridperf.gatling.grpc.GrpcDsl.grpc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.hybridperf.gatling.grpc.channel.TlsProblem;
import io.hybridperf.gatling.support.TestCertificates;
import io.hybridperf.gatling.support.TestCoordinator;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetProbeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private static Optional<String> problem(GrpcProtocolBuilder protocol) {
    return TargetProbe.problem(protocol.protocol(), PATIENCE);
  }

  private static TestCoordinator withTls(
      TestCertificates own, UnaryOperator<SslContextBuilder> options) throws Exception {
    var context =
        options
            .apply(GrpcSslContexts.forServer(own.certificate().toFile(), own.key().toFile()))
            .build();
    return TestCoordinator.start(0, server -> server.sslContext(context));
  }

  @Test
  void tlsThatDoesNotComeAboutNamesTheReasonAndTheSetting() throws Exception {
    TestCertificates own = TestCertificates.create(folder, "own");
    TestCertificates foreign = TestCertificates.create(folder, "foreign");
    try (TestCoordinator server = withTls(own, options -> options)) {
      GrpcProtocolBuilder protocol = grpc.target(server.target());
      GrpcProtocolBuilder trusting = protocol.trustCertificates(own.certificate());
      assertThat(problem(trusting)).isEmpty();
      assertThat(problem(protocol.trustCertificates(foreign.certificate())).orElse(""))
          .contains(server.target(), "unknown issuer", "tls.trust-certificates");
      assertThat(problem(trusting.authority("other.example")).orElse(""))
          .contains("for another host", "tls.authority");
      assertThat(problem(protocol).orElse("")).contains("does it want TLS?");
    }
  }

  @Test
  void aMissingClientCertificateIsNamed() throws Exception {
    TestCertificates own = TestCertificates.create(folder, "own");
    TestCertificates client = TestCertificates.create(folder, "client");
    try (TestCoordinator server =
        withTls(
            own,
            options ->
                options
                    .clientAuth(ClientAuth.REQUIRE)
                    .trustManager(client.certificate().toFile()))) {
      GrpcProtocolBuilder trusting =
          grpc.target(server.target()).trustCertificates(own.certificate());
      assertThat(problem(trusting).orElse(""))
          .contains("client certificate", "tls.client-certificate", "tls.client-key");
      assertThat(problem(trusting.clientCertificate(own.certificate(), own.key())).orElse(""))
          .contains("client certificate");
      assertThat(problem(trusting.clientCertificate(client.certificate(), client.key()))).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"-30d, has expired: renew it", "+2d, is not valid yet"})
  void aCertificateWhoseTimeIsOverOrYetToComeIsNamed(String from, String said) throws Exception {
    TestCertificates issuer = TestCertificates.create(folder, "issuer");
    TestCertificates out = TestCertificates.signed(folder, "issuer", "out", from);
    try (TestCoordinator server = withTls(out, options -> options)) {
      assertThat(
              problem(grpc.target(server.target()).trustCertificates(issuer.certificate()))
                  .orElse(""))
          .contains(server.target(), said);
    }
  }

  @Test
  void aClientCertificateWhoseTimeIsOverIsNamed() throws Exception {
    TestCertificates own = TestCertificates.create(folder, "own");
    TestCertificates issuer = TestCertificates.create(folder, "issuer");
    TestCertificates client = TestCertificates.signed(folder, "issuer", "client", "-30d");
    try (TestCoordinator server =
        withTls(
            own,
            options ->
                options
                    .clientAuth(ClientAuth.REQUIRE)
                    .trustManager(issuer.certificate().toFile()))) {
      assertThat(
              problem(
                      grpc.target(server.target())
                          .trustCertificates(own.certificate())
                          .clientCertificate(client.certificate(), client.key()))
                  .orElse(""))
          .contains("the client certificate has expired: renew tls.client-certificate");
    }
  }

  @Test
  void aDeviceOrAFolderIsNoCertificateAndNoToken() {
    for (String path : List.of("/dev/zero", folder.toString())) {
      assertThatThrownBy(() -> problem(grpc.target("a:1").trustCertificates(Path.of(path))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("tls.trust-certificates", path, "give a PEM file");
      assertThatThrownBy(() -> problem(grpc.target("a:1").tokenFromFile(Path.of(path))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("token: file " + path, "missing or empty");
    }
  }

  @Test
  void aWebServerThatSpeaksHttp2IsNoCoordinator() throws Exception {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      Channel server =
          new ServerBootstrap()
              .group(loops)
              .channel(NioServerSocketChannel.class)
              .childHandler(new NotFound())
              .bind(InetAddress.getLoopbackAddress(), 0)
              .sync()
              .channel();
      String target = "127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort();
      assertThat(problem(grpc.target(target)).orElse(""))
          .contains(target, "answers as a web server (HTTP status code 404)", "port")
          .doesNotContain("\n");
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  /** Answers every request as servers do that have no such page. */
  private static final class NotFound extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      channel
          .pipeline()
          .addLast(
              Http2FrameCodecBuilder.forServer().build(),
              new SimpleChannelInboundHandler<Http2HeadersFrame>() {
                @Override
                protected void channelRead0(
                    ChannelHandlerContext context, Http2HeadersFrame asked) {
                  var _ =
                      context.writeAndFlush(
                          new DefaultHttp2HeadersFrame(
                                  new DefaultHttp2Headers().status("404"), true)
                              .stream(asked.stream()));
                }
              });
    }
  }

  @Test
  void whatIsNotTlsIsNotCalledSo() {
    assertThat(TlsProblem.of(new IOException("reset"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ENCRYPTED PRIVATE KEY, an encrypted key",
    "RSA PRIVATE KEY, PKCS#1",
    "EC PRIVATE KEY, SEC 1",
    "NOTHING, no PEM key"
  })
  void aKeyThatCannotBeReadSaysWhatIsWanted(String type, String found) throws Exception {
    TestCertificates own = TestCertificates.create(folder, "own");
    Path key = Files.writeString(folder.resolve("key.pem"), "-----BEGIN " + type + "-----\nMII=\n");

    assertThatThrownBy(() ->
            problem(grpc.target("127.0.0.1:1").tls().clientCertificate(own.certificate(), key)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("tls.client-key", found, "PKCS#8", "openssl pkcs8")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aServerOnIpV6IsReachedByItsAddressAndByANameThatHasBothKinds() throws Exception {
    assumeTrue(hasIpV6(), "this machine has no IPv6");
    var v6 = InetAddress.ofLiteral("::1");
    try (var server = new Listening(new InetSocketAddress(v6, 0));
        var other = new Listening(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
      assertThat(problem(grpc.target("[::1]:" + server.port()))).isEmpty();
      assertThat(problem(grpc.target("dns:///[::1]:" + server.port()))).isEmpty();
      // Whatever a name's first address is, one of these does not listen on it.
      assertThat(problem(grpc.target("localhost:" + other.port()))).isEmpty();
      if (InetAddress.getAllByName("localhost").length > 1) {
        assertThat(problem(grpc.target("localhost:" + server.port()))).isEmpty();
      }
    }
  }

  private static boolean hasIpV6() {
    try (ServerSocket _ = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static final class Listening implements AutoCloseable {
    private final io.grpc.Server server;

    Listening(InetSocketAddress at) throws IOException {
      server = NettyServerBuilder.forAddress(at).build().start();
    }

    int port() {
      return server.getPort();
    }

    @Override
    public void close() {
      server.shutdownNow();
    }
  }

  @ParameterizedTest
  @CsvSource({"no-such-host.invalid:7000", "dns:///no-such-host.invalid:7000"})
  void anUnknownNameIsOneLineAndNothingIsLogged(String target) {
    List<String> logged = new CopyOnWriteArrayList<>();
    Handler listener =
        new Handler() {
          @Override
          public void publish(LogRecord said) {
            if (said.getLevel().intValue() >= Level.INFO.intValue()) {
              logged.add(said.getLoggerName() + ": " + said.getMessage());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    // Where all of java.util.logging comes by; a stream that is exchanged would show nothing of it.
    Logger all = Logger.getLogger("");
    all.addHandler(listener);
    try {
      assertThat(problem(grpc.target(target)).orElse(""))
          .contains(target, "unknown host name")
          .doesNotContain("\n");
    } finally {
      all.removeHandler(listener);
    }
    assertThat(logged).isEmpty();
  }

  @Test
  void anUnderscoreInAHostNameIsSaid() {
    assertThatThrownBy(() -> grpc.target("my_host:7000"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("my_host:7000", "'_'");
  }
}
