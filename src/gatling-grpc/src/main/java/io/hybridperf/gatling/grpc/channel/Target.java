package io.hybridperf.gatling.grpc.channel;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A target in one of its forms.
 *
 * @param kind which
 * @param host a host name, an IPv4 address, or an IPv6 address without brackets; of xDS the name
 *     that its control plane knows
 * @param port 1..65535; of xDS 0
 */
public record Target(Kind kind, String host, int port) {
  /** What is asked for addresses. */
  public enum Kind {
    /** {@code host:port}: the first address of it that takes a connection. */
    ADDRESS,
    /** {@code dns:///name:port}: all addresses of the name. */
    DNS,
    /** {@code xds:///name}: the endpoints that a control plane names. */
    XDS
  }

  private static final String DNS = "dns:///";
  private static final String XDS = "xds:///";
  private static final Pattern HOST_PORT =
      Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^\\s:/\\[\\]]+):(\\d{1,5})");
  private static final Pattern XDS_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~:-]*");

  /**
   * Reads a target.
   *
   * @throws IllegalArgumentException with one line that says what is wrong and how it should look
   */
  public static Target parse(String text) {
    if (text.startsWith(XDS)) {
      return xds(text, text.substring(XDS.length()));
    }
    boolean dns = text.startsWith(DNS);
    Matcher matcher = HOST_PORT.matcher(dns ? text.substring(DNS.length()) : text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "target is \""
              + text
              + "\": expected host:port, dns:///name:port or xds:///name, for example 127.0.0.1:50051");
    }
    int port = Integer.parseInt(matcher.group(2));
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("target is \"" + text + "\": the port must be 1..65535");
    }
    String host = matcher.group(1);
    if (host.indexOf('_') >= 0) {
      throw new IllegalArgumentException(
          "target is \"" + text + "\": no host name has a '_'; give its address, or another name");
    }
    requireHost(text, host);
    return new Target(
        dns ? Kind.DNS : Kind.ADDRESS,
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        port);
  }

  private static Target xds(String text, String name) {
    if (!XDS_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "target is \""
              + text
              + "\": expected xds:///name, the name of a listener that the control plane has");
    }
    return new Target(Kind.XDS, name, 0);
  }

  /** By the rule of gRPC's resolver of names, which does not say whose name it refuses. */
  private static void requireHost(String text, String host) {
    try {
      // Of user@host only the host would be asked, and the rest be kept with the results.
      if (host.equals(new URI("//" + host).getHost())
          && StandardCharsets.US_ASCII.newEncoder().canEncode(host)) {
        return;
      }
    } catch (URISyntaxException e) {
      // The same line says it.
    }
    throw new IllegalArgumentException(
        "target is \""
            + text
            + "\": '"
            + host
            + "' is no host name; other letters than a to z are written as xn--..");
  }

  /**
   * {@return where it leads, written alike for names and numbers that are the same in another
   * notation}
   */
  public String place() {
    if (kind == Kind.XDS) {
      return XDS + host;
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (literal() && name.indexOf('%') < 0) {
      name = InetAddress.ofLiteral(name).getHostAddress();
    } else if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    return name + " " + port;
  }

  /** {@return whether it is a name that may stand for several servers} */
  public boolean several() {
    return kind == Kind.XDS || (kind == Kind.DNS && !literal());
  }

  /** Whether the host is a number: there is nothing to look up. */
  boolean literal() {
    return kind != Kind.XDS
        && (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host));
  }

  InetSocketAddress address() {
    return new InetSocketAddress(host, port);
  }

  String hostPort() {
    return hostPort(host, port);
  }

  static String hostPort(String host, int port) {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** The form that gRPC's name resolver takes. */
  String uri() {
    return kind == Kind.XDS ? XDS + host : DNS + hostPort();
  }

  /** {@return as it is given in settings} */
  @Override
  public String toString() {
    return kind == Kind.ADDRESS ? hostPort() : uri();
  }
}
