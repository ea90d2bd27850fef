package io.hybridperf.coordinator.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import io.hybridperf.hocon.DidYouMean;
import io.hybridperf.hocon.IncludesFirst;
import io.hybridperf.hocon.SetTwice;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;

/** A file of settings. */
public final class ConfigFile {
  private static final Set<String> SECTIONS = Set.of("coordinator");

  private ConfigFile() {}

  /**
   * Reads a file that has nothing beside the section {@code coordinator}.
   *
   * @param file in typesafe config's format
   * @return what it says, not resolved
   * @throws SettingException if it holds something else, includes a file that is not there or
   *     behind what it would override, or sets a key twice
   */
  public static Config read(File file) {
    Config config =
        ConfigFactory.parseFile(file, ConfigParseOptions.defaults().setIncluder(new Present(file)));
    for (String section : config.root().keySet()) {
      if (!SECTIONS.contains(section)) {
        throw new SettingException(
            "%s: %s is not a section of the coordinator's; %s"
                .formatted(file, section, DidYouMean.hint(SECTIONS, section)));
      }
    }
    requireOnce(file);
    return config;
  }

  private static void requireOnce(File file) {
    SetTwice.in(file.toPath())
        .ifPresent(entry -> {
          throw new SettingException(
              entry.getValue().origin().description() + ": " + SetTwice.problem(entry.getKey()));
        });
    try {
      IncludesFirst.missedBy(Files.readString(file.toPath()))
          .ifPresent(late -> {
            throw new SettingException("%s: %s: %s".formatted(file, late.line(), late.problem()));
          });
    } catch (IOException e) {
      throw new SettingException("%s: cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  /**
   * Takes what is there: by itself, typesafe config passes over an included file that is not.
   *
   * @param file that includes
   */
  private record Present(File file) implements ConfigIncluder {
    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      try {
        ConfigObject included =
            context
                .relativeTo(what)
                .parse(context.parseOptions().setAllowMissing(false))
                .toConfig()
                .root();
        if (included.origin().filename() != null) {
          requireOnce(new File(included.origin().filename()));
        }
        return included;
      } catch (ConfigException.IO e) {
        throw new SettingException(
            "%s: include \"%s\": there is no such file".formatted(file, what));
      }
    }
  }
}
