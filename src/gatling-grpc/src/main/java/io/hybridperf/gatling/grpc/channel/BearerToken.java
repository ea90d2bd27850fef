package io.hybridperf.gatling.grpc.channel;

import io.grpc.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the bearer token of the calls comes from. Its text names the source, never the token. */
public final class BearerToken {
  /** No token. */
  public static final BearerToken NONE = new BearerToken("none", () -> null);

  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** Who replaces a file expects that it is noticed. */
  private static final Duration FILE_IS_READ = Duration.ofSeconds(1);

  /** How long a token is used that a command printed and that says nothing of its end. */
  private static final Duration COMMAND_IS_RUN = Duration.ofMinutes(5);

  private final String source;
  private final Supplier<TokenHeader.@Nullable Source> opening;
  private TokenHeader.@Nullable Source opened;

  private BearerToken(String source, Supplier<TokenHeader.@Nullable Source> opening) {
    this.source = source;
    this.opening = opening;
  }

  /** From whoever gives one for each call. */
  public static BearerToken supplied(Supplier<String> token) {
    return new BearerToken("a supplier", () -> () -> header(token.get()));
  }

  /** From an environment variable: it stays as it is. */
  public static BearerToken fromEnvironment(String variable) {
    String source = "environment variable " + variable;
    return new BearerToken(source, () -> fixed(source, System.getenv(variable)));
  }

  /** From a file, which is read again every second. */
  public static BearerToken fromFile(Path file) {
    return renewed(new TokenFile(file), FILE_IS_READ);
  }

  /**
   * From a command that prints it, which is run again before the token expires (a JWT says when;
   * others are taken to hold for five minutes), and when a target refuses it.
   *
   * @param words of the command; no shell reads them
   * @param folder in which it runs
   */
  public static BearerToken fromCommand(List<String> words, Path folder) {
    return renewed(new TokenCommand(words, folder), COMMAND_IS_RUN);
  }

  private static BearerToken renewed(RenewedToken.Origin origin, Duration most) {
    return new BearerToken(origin.toString(), () -> RenewedToken.of(origin, most));
  }

  /**
   * Looks the token up, at the first time.
   *
   * @return gives the value of the authorization header; null if there is no token
   * @throws IllegalArgumentException if the source holds none
   */
  synchronized TokenHeader.@Nullable Source open() {
    if (opened == null) {
      opened = opening.get();
    }
    return opened;
  }

  private static TokenHeader.Source fixed(String source, @Nullable String token) {
    if (token == null || token.isBlank()) {
      throw new IllegalArgumentException(
          "token: " + source + " is missing or empty; set it, or configure no token");
    }
    String header = header(token.strip());
    return () -> header;
  }

  private record TokenFile(Path file) implements RenewedToken.Origin {
    @Override
    public String fetch() throws IOException {
      String token = "";
      try {
        token = Files.isRegularFile(file) ? Files.readString(file) : "";
      } catch (IOException e) {
        // The same line says it.
      }
      if (token.isBlank()) {
        throw new IOException(this + " is missing or empty; write a token into it");
      }
      return token;
    }

    @Override
    public String toString() {
      return "file " + file;
    }
  }

  private static String header(String token) {
    return "Bearer " + token;
  }

  @Override
  public String toString() {
    return source;
  }
}
