package io.hybridperf.suite.settings;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.hybridperf.hocon.DidYouMean;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Threshold;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What values a setting takes. */
sealed interface Kind {
  /**
   * Reads what {@code known.conf} says of a setting.
   *
   * @param words as {@code text}, {@code number 0..1}, {@code one of keep, discard}
   * @return what it takes
   */
  static Kind of(String words) {
    String[] parts = words.split(" ", 2);
    String[] bounds = parts[parts.length - 1].split("\\.\\.", -1);
    return switch (parts[0]) {
      case "text" -> new Text();
      case "line" -> Read.LINE;
      case "flag" -> new Choice(List.of("true", "false", "on", "off", "yes", "no"));
      case "number" -> new Real(Double.parseDouble(bounds[0]), Double.parseDouble(bounds[1]));
      case "whole" -> new Whole(Long.parseLong(bounds[0]), Long.parseLong(bounds[1]));
      case "duration" -> parts.length == 1 ? new Span() : new Span(Duration.ofSeconds(1));
      case "one" -> new Choice(List.of(parts[1].substring("of ".length()).split(", ", -1)));
      case "limit" -> Read.LIMIT;
      case "scope" -> Read.SCOPE;
      case "url" -> Read.URL;
      case "trace-link" -> Read.TRACE_LINK;
      case "variable" -> Read.VARIABLE;
      case "metric-name" -> Read.METRIC_NAME;
      case "parameter" ->
          Arrays.stream(Parameter.values())
              .filter(parameter -> parameter.key().equals(parts[1]))
              .findFirst()
              .orElseThrow()
              .kind();
      default -> throw new IllegalArgumentException("known.conf: no setting takes " + words);
    };
  }

  /**
   * {@return what is wrong with a value, to follow its name; empty if nothing is}
   *
   * @param text the value as it was written
   */
  Optional<String> problem(String text);

  /** Any text. */
  record Text() implements Kind {
    @Override
    public Optional<String> problem(String text) {
      return Optional.empty();
    }
  }

  /** A number in a closed interval. */
  record Real(double least, double most) implements Kind {
    private static final Pattern FORM = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    @Override
    public Optional<String> problem(String text) {
      if (!FORM.matcher(text).matches() || !isWithin(Double.parseDouble(text))) {
        return Optional.of("must be a number from %s to %s".formatted(plain(least), plain(most)));
      }
      return isWithin(Double.parseDouble(text.replace(".", "")))
          ? Numbers.ambiguity(text)
          : Optional.empty();
    }

    private boolean isWithin(double number) {
      return number >= least && number <= most;
    }

    private static String plain(double number) {
      return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    }
  }

  /** A whole number in a closed interval. */
  record Whole(long least, long most) implements Kind {
    private static final Pattern FORM = Pattern.compile("-?[0-9]{1,19}");

    @Override
    public Optional<String> problem(String text) {
      if (FORM.matcher(text).matches()) {
        try {
          long number = Long.parseLong(text);
          if (number >= least && number <= most) {
            return Optional.empty();
          }
        } catch (NumberFormatException e) {
          // The same line says it.
        }
      }
      return Optional.of("must be a whole number from %s to %s".formatted(least, most));
    }
  }

  /** A duration with its unit, as long as a phase may be at most. */
  record Span(Duration least) implements Kind {
    private static final Duration MOST = Duration.ofDays(7);

    Span() {
      this(Duration.ofMillis(1));
    }

    private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*[A-Za-z]+");

    @Override
    public Optional<String> problem(String text) {
      // A number without a unit would be milliseconds, and one in hexadecimal is nobody's.
      Matcher form = FORM.matcher(text);
      if (form.matches() && isWithin(text)) {
        return isWithin(text.replace(".", ""))
            ? Numbers.ambiguity(form.group(1))
            : Optional.empty();
      }
      return Optional.of(
          "must be a duration from %s to 7d, such as 30s or 2m"
              .formatted(
                  least.toMillis() % 1000 == 0
                      ? least.toSeconds() + "s"
                      : least.toMillis() + "ms"));
    }

    private boolean isWithin(String text) {
      try {
        Duration given = ConfigFactory.parseMap(Map.of("it", text)).getDuration("it");
        return given.compareTo(least) >= 0 && given.compareTo(MOST) <= 0;
      } catch (ConfigException e) {
        return false;
      }
    }
  }

  /** One of a few words. */
  record Choice(List<String> words) implements Kind {
    @Override
    public Optional<String> problem(String text) {
      return words.contains(text)
          ? Optional.empty()
          : Optional.of("is none of its choices; " + DidYouMean.hint(words, text));
    }
  }

  /** A word, or what another kind takes. */
  record Or(String word, Kind kind) implements Kind {
    @Override
    public Optional<String> problem(String text) {
      return text.equals(word)
          ? Optional.empty()
          : kind.problem(text).map(problem -> problem + ", or " + word);
    }
  }

  /** What another class reads, and throws an IllegalArgumentException if it cannot. */
  record Read(Consumer<String> reader) implements Kind {
    private static final String TRACE = "{trace}";
    static final Read LIMIT = new Read(Threshold::parse);
    static final Read SCOPE = new Read(Scope::parse);
    static final Read URL = new Read(Read::url);
    static final Read TRACE_LINK = new Read(Read::traceLink);
    static final Read LINE = new Read(Read::line);
    static final Read VARIABLE =
        Read.of(
            "[A-Za-z_][A-Za-z0-9_]*",
            "must be the name of an environment variable, as COORDINATOR_TOKEN: never a token itself");
    static final Read METRIC_NAME =
        Read.of("[a-zA-Z_:][a-zA-Z0-9_:]*", "must be the name of a metric, without labels");

    private static Read of(String form, String otherwise) {
      return new Read(text -> {
        if (!text.matches(form)) {
          throw new IllegalArgumentException(otherwise);
        }
      });
    }

    @Override
    public Optional<String> problem(String text) {
      try {
        reader.accept(text);
        return Optional.empty();
      } catch (IllegalArgumentException e) {
        return Optional.of(String.valueOf(e.getMessage()));
      }
    }

    private static void line(String text) {
      if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("must be one line of text, not empty");
      }
    }

    private static void traceLink(String text) {
      if (!text.contains(TRACE)) {
        throw new IllegalArgumentException(
            "must have %s where the trace's id goes, as http://localhost:16686/trace/%s"
                .formatted(TRACE, TRACE));
      }
      url(text.replace(TRACE, "0"));
    }

    private static void url(String text) {
      URI url = URI.create(text.replace(' ', '_'));
      if (url.getHost() == null
          || url.getScheme() == null
          || !url.getScheme().matches("https?")
          || url.getPort() > 65_535
          || text.indexOf(' ') >= 0) {
        throw new IllegalArgumentException("must be a URL as http://host:9090/metrics");
      }
      if (url.getUserInfo() != null) {
        throw new IllegalArgumentException(
            "must not hold a user or a password, which would be kept with the results");
      }
    }
  }
}
