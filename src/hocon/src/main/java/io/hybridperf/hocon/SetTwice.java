package io.hybridperf.hocon;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.parser.ConfigDocument;
import com.typesafe.config.parser.ConfigDocumentFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds a key that a file sets twice: the later would win, and nobody reads the earlier. */
public final class SetTwice {
  private static final String MARK = "\"the value of a key\"";

  /** A default before {@code ${?NAME}} is meant to be overridden. */
  private static final Pattern OPTIONAL = Pattern.compile("(?s).*\\$\\{\\?[^}]*}");

  private SetTwice() {}

  /**
   * Looks for one.
   *
   * @param file that can be parsed
   * @return the first key that is, and its value
   */
  public static Optional<Map.Entry<String, ConfigValue>> in(Path file) {
    ConfigDocument document = ConfigDocumentFactory.parseFile(file.toFile());
    String text = document.render();
    ConfigParseOptions alone = ConfigParseOptions.defaults().setIncluder(new Nothing());
    for (Map.Entry<String, ConfigValue> entry : leaves(file, alone)) {
      // Only the value itself differs where it is set once.
      String marked = document.withValueText(entry.getKey(), MARK).render();
      int first = marked.indexOf(MARK);
      String after = marked.substring(marked.lastIndexOf(MARK) + MARK.length());
      boolean once =
          text.startsWith(marked.substring(0, first))
              && text.endsWith(after)
              && isOneValue(text, first, after.length());
      if (!(once && first == marked.lastIndexOf(MARK))
          && !OPTIONAL.matcher(text.substring(0, text.length() - after.length())).matches()) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /**
   * {@return what is wrong with a key that is, for the end of a line}
   *
   * @param key as {@link #in} found it
   */
  public static String problem(String key) {
    return key + " is set twice in this file; leave one of them out";
  }

  /** In one line the later of two takes the place of both. */
  private static boolean isOneValue(String text, int start, int after) {
    if (start > text.length() - after) {
      return false;
    }
    String value = "it = " + text.substring(start, text.length() - after);
    try {
      return ConfigFactory.parseString(value).root().size() == 1;
    } catch (ConfigException e) {
      // Less than a value, as of one that is put together.
      return true;
    }
  }

  private static Iterable<Map.Entry<String, ConfigValue>> leaves(
      Path file, ConfigParseOptions alone) {
    Config config = ConfigFactory.parseFile(file.toFile(), alone);
    try {
      return config.entrySet();
    } catch (ConfigException.NotResolved e) {
      // An object that is a substitution: what it holds is only known with all files.
      return Set.of();
    }
  }

  private record Nothing() implements ConfigIncluder {
    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      return ConfigFactory.empty().root();
    }
  }
}
