package io.hybridperf.gatling.grpc.channel;

import io.grpc.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the bearer token of the calls comes from. Its text names the source, never the token. */
public final class BearerToken {
  /** No token. */
  public static final BearerToken NONE = new BearerToken("none", () -> null);

  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final String source;
  private final Supplier<@Nullable Supplier<String>> opening;

  private BearerToken(String source, Supplier<@Nullable Supplier<String>> opening) {
    this.source = source;
    this.opening = opening;
  }

  public static BearerToken supplied(Supplier<String> token) {
    return new BearerToken("a supplier", () -> () -> header(token.get()));
  }

  public static BearerToken fromEnvironment(String variable) {
    String source = "environment variable " + variable;
    return new BearerToken(source, () -> fixed(source, System.getenv(variable)));
  }

  public static BearerToken fromFile(Path file) {
    String source = "file " + file;
    return new BearerToken(source, () -> fixed(source, read(file)));
  }

  /**
   * Looks the token up.
   *
   * @return gives the value of the authorization header; null if there is no token
   * @throws IllegalArgumentException if the source holds none
   */
  @Nullable Supplier<String> open() {
    return opening.get();
  }

  private static Supplier<String> fixed(String source, @Nullable String token) {
    if (token == null || token.isBlank()) {
      throw new IllegalArgumentException(
          "token: " + source + " is missing or empty; set it, or configure no token");
    }
    String header = header(token.strip());
    return () -> header;
  }

  private static @Nullable String read(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.readString(file) : null;
    } catch (IOException missing) {
      return null;
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
