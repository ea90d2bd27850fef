package io.hybridperf.coordinator.server;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Whose client certificate it is: the tenant in a subject alternative name, a URI tenant:NAME. */
final class PeerCertificate {

  private static final String SCHEME = "tenant:";
  // RFC 5280, 4.2.1.6: uniformResourceIdentifier.
  private static final Integer URI = 6;

  private PeerCertificate() {}

  /** The tenant, if the client showed a certificate that names one. */
  static Optional<String> tenant(SSLSession session) {
    try {
      if (session.getPeerCertificates()[0] instanceof X509Certificate certificate) {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return (names == null ? List.<List<?>>of() : names)
            .stream()
                .filter(name -> URI.equals(name.getFirst()))
                .map(name -> String.valueOf(name.get(1)))
                .filter(uri -> uri.startsWith(SCHEME))
                .map(uri -> uri.substring(SCHEME.length()))
                .findFirst();
      }
      return Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty(); // No certificate was asked for.
    } catch (CertificateParsingException e) {
      // It was verified by the handshake, so this cannot be; a name that cannot match if it can.
      return Optional.of("");
    }
  }
}
