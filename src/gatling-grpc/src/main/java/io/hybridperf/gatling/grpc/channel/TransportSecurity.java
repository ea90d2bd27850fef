package io.hybridperf.gatling.grpc.channel;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Plain text or TLS.
 *
 * @param encrypted whether connections use TLS
 * @param trusted a PEM file of the certificates to trust; null: those the Java runtime trusts
 * @param certificateChain a PEM file of the client's certificate; null: none is presented
 * @param privateKey a PEM file of the client's key
 * @param authority the name that the server's certificate must carry; null: the target's host
 */
public record TransportSecurity(
    boolean encrypted,
    @Nullable Path trusted,
    @Nullable Path certificateChain,
    @Nullable Path privateKey,
    @Nullable String authority) {

  public static final TransportSecurity PLAIN_TEXT =
      new TransportSecurity(false, null, null, null, null);

  public TransportSecurity tls() {
    return new TransportSecurity(true, trusted, certificateChain, privateKey, authority);
  }

  public TransportSecurity trusting(Path certificates) {
    return new TransportSecurity(true, certificates, certificateChain, privateKey, authority);
  }

  public TransportSecurity presenting(Path chain, Path key) {
    return new TransportSecurity(true, trusted, chain, key, authority);
  }

  public TransportSecurity named(String name) {
    return new TransportSecurity(encrypted, trusted, certificateChain, privateKey, name);
  }

  /**
   * Reads the files.
   *
   * @throws IllegalArgumentException naming the setting and the file that cannot be used
   */
  SslContext sslContext() {
    SslContextBuilder builder = GrpcSslContexts.forClient();
    if (trusted != null) {
      builder.trustManager(readable("trustCertificates", trusted).toFile());
    }
    if (certificateChain != null && privateKey != null) {
      builder.keyManager(
          readable("clientCertificate", certificateChain).toFile(),
          readable("clientCertificate", privateKey).toFile());
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalArgumentException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static Path readable(String setting, Path file) {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          setting + " is \"" + file + "\": no such readable file; give a PEM file");
    }
    return file;
  }
}
