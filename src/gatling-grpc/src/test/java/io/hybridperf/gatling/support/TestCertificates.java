package io.hybridperf.gatling.support;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate for 127.0.0.1, made for one test by the JDK's own tool.
 *
 * @param certificate a PEM file
 * @param key a PEM file
 */
public record TestCertificates(Path certificate, Path key) {
  private static final char[] PASSWORD = "test-only".toCharArray();

  /** Makes one that is valid today and signed by itself. */
  public static TestCertificates create(Path folder, String name) throws Exception {
    return create(folder.resolve(name + ".p12"), name, "-1d", List.of("-ext", "BC=ca:true"));
  }

  /**
   * Makes one that is signed by another: Java does not look at the dates of those that it is told
   * to trust.
   *
   * @param issuer of one in the same folder
   * @param from when its three days begin, as {@code -30d}
   */
  public static TestCertificates signed(Path folder, String issuer, String name, String from)
      throws Exception {
    return create(folder.resolve(issuer + ".p12"), name, from, List.of("-signer", issuer));
  }

  private static TestCertificates create(Path store, String name, String from, List<String> options)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=ip:127.0.0.1",
                "-startdate",
                from,
                "-validity",
                "3",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD)));
    command.addAll(options);
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IllegalStateException("keytool failed");
    }
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    return new TestCertificates(
        pem(
            store.resolveSibling(name + ".crt"),
            "CERTIFICATE",
            keys.getCertificate(name).getEncoded()),
        pem(
            store.resolveSibling(name + ".key"),
            "PRIVATE KEY",
            keys.getKey(name, PASSWORD).getEncoded()));
  }

  private static Path pem(Path file, String type, byte[] content) throws Exception {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return Files.writeString(
        file, "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n");
  }
}
