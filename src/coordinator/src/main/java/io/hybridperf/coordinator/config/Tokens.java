package io.hybridperf.coordinator.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The bearer tokens that are accepted. Only their digests are kept, which also makes looking one up
 * take the same time wherever two tokens differ.
 */
public final class Tokens {

  /**
   * Whose a token is.
   *
   * @param tenant the only one that it may act for; empty: it may act for any
   */
  public record Holder(Optional<String> tenant) {}

  private final Map<String, Holder> holders = new HashMap<>();

  private Tokens() {}

  /**
   * Reads tokens.
   *
   * @param any a token that may act for any tenant, or none
   * @param lines of a file, each a token, a blank and a tenant; empty ones and those that begin
   *     with # mean nothing
   * @throws SettingException naming the line that cannot be used, and nothing that it holds
   */
  static Tokens of(Secret any, List<String> lines, String setting) {
    Tokens tokens = new Tokens();
    if (any.isPresent()) {
      tokens.holders.put(digest(any.value()), new Holder(Optional.empty()));
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.split("\\s+", 2);
      if (words.length < 2
          || tokens.holders.put(digest(words[0]), new Holder(Optional.of(words[1]))) != null) {
        throw new SettingException(
            "%s: line %s is not a new token, a blank and a tenant".formatted(setting, i + 1));
      }
    }
    return tokens;
  }

  /** Whether none is configured: calls need none. */
  public boolean isEmpty() {
    return holders.isEmpty();
  }

  /** Whose a token is, if it is known. */
  public Optional<Holder> holder(String token) {
    return Optional.ofNullable(holders.get(digest(token)));
  }

  private static String digest(String token) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return holders.isEmpty() ? "" : "***";
  }
}
