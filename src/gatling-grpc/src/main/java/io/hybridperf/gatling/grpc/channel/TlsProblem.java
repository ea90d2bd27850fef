package io.hybridperf.gatling.grpc.channel;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What two sides could not agree on, with the settings of {@code config/environments} to change.
 */
public final class TlsProblem {
  private TlsProblem() {}

  /**
   * {@return what is wrong, as the rest of a sentence that begins with the target; empty if it is
   * not TLS}
   *
   * @param failure of a connection
   */
  public static Optional<String> of(@Nullable Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      causes.add(cause);
    }
    return causes.stream()
            .anyMatch(
                cause -> cause instanceof SSLException || cause instanceof CertificateException)
        ? Optional.of(inWords(causes))
        : Optional.empty();
  }

  private static String inWords(List<Throwable> causes) {
    String said =
        causes.stream()
            .map(cause -> cause + "\n")
            .reduce("", String::concat)
            .toLowerCase(Locale.ROOT);
    if (any(causes, CertificateExpiredException.class)) {
      return "has a certificate that has expired: renew it";
    }
    // An alert that was received is about what was sent.
    if (said.contains("certificate_expired")) {
      return "says that the client certificate has expired: renew tls.client-certificate";
    }
    if (any(causes, CertificateNotYetValidException.class)) {
      return "has a certificate that is not valid yet: look at the clocks of both machines";
    }
    if (any(causes, CertPathBuilderException.class) || said.contains("path building failed")) {
      return "has a certificate of an unknown issuer: name the issuer's in tls.trust-certificates";
    }
    if (said.contains("no name matching")
        || said.contains("subject alternative")
        || said.contains("no subject")) {
      return "has a certificate for another host: set tls.authority to a name that is in it";
    }
    if (said.contains("certificate_required")
        || said.contains("bad_certificate")
        || said.contains("certificate_unknown")
        || said.contains("handshake_failure")) {
      return "wants a client certificate that it knows: set tls.client-certificate and"
          + " tls.client-key";
    }
    return "cannot agree on TLS (%s): look at tls.enabled, tls.trust-certificates, tls.authority and tls.client-certificate"
        .formatted(causes.getLast().getMessage());
  }

  private static boolean any(List<Throwable> causes, Class<?> type) {
    return causes.stream().anyMatch(type::isInstance);
  }
}
