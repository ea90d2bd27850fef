package io.hybridperf.gatling.grpc.channel;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    try {
      files(builder);
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalArgumentException("tls: cannot be set up: " + e.getMessage(), e);
    }
  }

  private void files(SslContextBuilder builder) {
    if (trusted != null) {
      builder.trustManager(readable("tls.trust-certificates", trusted).toFile());
    }
    if (certificateChain != null && privateKey != null) {
      builder.keyManager(
          readable("tls.client-certificate", certificateChain).toFile(),
          unencrypted(readable("tls.client-key", privateKey)).toFile());
    }
  }

  /** Java reads one of the forms in which keys are kept. */
  private static Path unencrypted(Path key) {
    String text;
    try {
      text = Files.readString(key, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalArgumentException("tls.client-key is \"" + key + "\": " + e.getMessage(), e);
    }
    if (text.contains("BEGIN PRIVATE KEY")) {
      return key;
    }
    String found =
        text.contains("ENCRYPTED")
            ? "an encrypted key"
            : text.contains("BEGIN RSA PRIVATE KEY")
                ? "a key in PKCS#1 form"
                : text.contains("BEGIN EC PRIVATE KEY") ? "a key in SEC 1 form" : "no PEM key";
    throw new IllegalArgumentException(
        "tls.client-key is \"%s\": it holds %s, expected an unencrypted one in PKCS#8 form (BEGIN PRIVATE KEY); make it with: openssl pkcs8 -topk8 -nocrypt -in %s -out NEW"
            .formatted(key, found, key));
  }

  private static Path readable(String setting, Path file) {
    // A device has no end, and a pipe nobody writes to no beginning.
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IllegalArgumentException(
          setting + " is \"" + file + "\": no such readable file; give a PEM file");
    }
    return file;
  }
}
