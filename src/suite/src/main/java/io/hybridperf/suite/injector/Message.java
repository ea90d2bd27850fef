package io.hybridperf.suite.injector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hybridperf.measurement.load.Share;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What injectors say to each other, a line each. The guest says HELLO and its {@link Hello}; the
 * host WELCOME, or REFUSED and why; the guest TIME, the host its own, several times; the guest
 * READY and what its clock is ahead; and when all are ready the host START and when, or REFUSED.
 */
final class Message {
  static final String HELLO = "hybrid-perf injector ";
  static final String WELCOME = "welcome";
  static final String REFUSED = "refused ";
  static final String TIME = "time";
  static final String READY = "ready ";
  static final String START = "start ";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES).build();

  /**
   * Who comes.
   *
   * @param injector its share, as {@code 2/4}
   * @param traits what must be the same for all, by name
   * @param uptimeMillis how long it took it to come
   */
  record Hello(String injector, Map<String, String> traits, long uptimeMillis) {
    Hello {
      traits = Map.copyOf(traits);
    }

    Share share() {
      return Share.parse(injector);
    }

    /** {@return the first difference in words; empty if there is none} */
    String difference(Map<String, String> others) {
      TreeMap<String, String> all = new TreeMap<>(others);
      all.putAll(traits);
      for (String name : all.keySet()) {
        String here = others.getOrDefault(name, "not set");
        String there = traits.getOrDefault(name, "not set");
        if (!here.equals(there)) {
          return "%s is %s, and %s for injector 1".formatted(name, there, here);
        }
      }
      return "";
    }
  }

  private Message() {}

  static String of(Hello hello) {
    try {
      return HELLO + MAPPER.writeValueAsString(hello);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static Hello hello(String line) throws IOException {
    if (!line.startsWith(HELLO)) {
      throw new IOException("not an injector");
    }
    return MAPPER.readValue(line.substring(HELLO.length()), Hello.class);
  }

  /** The number after a word. */
  static long number(String line, String word) throws IOException {
    try {
      if (line.startsWith(word)) {
        return Long.parseLong(line.substring(word.length()));
      }
    } catch (NumberFormatException e) {
      // The same line says it.
    }
    throw new IOException("expected '%s' and a number".formatted(word.strip()));
  }
}
