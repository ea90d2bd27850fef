package io.hybridperf.embedded.fault;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with the way to a store. Its text is what {@link #parse} reads. */
public sealed interface Fault {

  /** What may be said, for complaints. */
  String USAGE = "stop, slow DURATION (1ms..60s, as in slow 500ms), cut or restore";

  /** Nothing is wrong. */
  record None() implements Fault {
    @Override
    public String toString() {
      return "none";
    }
  }

  /** As when the server is stopped: its connections are reset, new ones refused. */
  record Stop() implements Fault {
    @Override
    public String toString() {
      return "stop";
    }
  }

  /**
   * Everything that the store sends arrives later, so each round trip takes that much longer.
   *
   * @param by 1 ms..60 s
   */
  record Slow(Duration by) implements Fault {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,5})(ms|s)");
    private static final Duration MOST = Duration.ofSeconds(60);

    /**
     * Checks the delay.
     *
     * @throws IllegalArgumentException naming it, if out of range
     */
    public Slow {
      if (by.compareTo(Duration.ofMillis(1)) < 0 || by.compareTo(MOST) > 0) {
        throw new IllegalArgumentException("slow " + by.toMillis() + "ms is outside 1ms..60s");
      }
    }

    private static Slow parse(String by) {
      Matcher matcher = DURATION.matcher(by);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("\"slow " + by + "\" is unknown; expected " + USAGE);
      }
      long number = Long.parseLong(matcher.group(1));
      return new Slow(
          matcher.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number));
    }

    @Override
    public String toString() {
      return "slow " + by.toMillis() + "ms";
    }
  }

  /**
   * As when packets vanish: nothing passes, connections hang, new ones hang in their handshake.
   * What was sent meanwhile arrives when the way is restored, as TCP sends it again.
   */
  record Cut() implements Fault {
    @Override
    public String toString() {
      return "cut";
    }
  }

  /**
   * Reads a fault.
   *
   * @param text as {@link #USAGE} says
   * @throws IllegalArgumentException with one line for a person
   */
  static Fault parse(String text) {
    String command = text.strip();
    return switch (command) {
      case "restore", "none" -> new None();
      case "stop" -> new Stop();
      case "cut" -> new Cut();
      default -> {
        if (command.startsWith("slow ")) {
          yield Slow.parse(command.substring("slow ".length()).strip());
        }
        throw new IllegalArgumentException("\"" + command + "\" is unknown; expected " + USAGE);
      }
    };
  }
}
