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
 * A target in one of its two forms.
 *
 * @param dns whether every address of the name is to be used
 * @param host a host name, an IPv4 address, or an IPv6 address without brackets
 * @param port 1..65535
 */
public record Target(boolean dns, String host, int port) {
  private static final String DNS = "dns:///";
  private static final Pattern HOST_PORT =
      Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^\\s:/\\[\\]]+):(\\d{1,5})");

  /**
   * Reads a target.
   *
   * @throws IllegalArgumentException with one line that says what is wrong and how it should look
   */
  public static Target parse(String text) {
    boolean dns = text.startsWith(DNS);
    Matcher matcher = HOST_PORT.matcher(dns ? text.substring(DNS.length()) : text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "target is \""
              + text
              + "\": expected host:port or dns:///name:port, for example 127.0.0.1:50051");
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
        dns, host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
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
    String name = host.toLowerCase(Locale.ROOT);
    if (literal() && name.indexOf('%') < 0) {
      name = InetAddress.ofLiteral(name).getHostAddress();
    } else if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    return name + " " + port;
  }

  /** Whether the host is a number: there is nothing to look up. */
  boolean literal() {
    return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(host, port);
  }

  String hostPort() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** The form that gRPC's name resolver takes. */
  String uri() {
    return DNS + hostPort();
  }
}
