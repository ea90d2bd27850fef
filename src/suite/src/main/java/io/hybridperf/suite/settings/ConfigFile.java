package io.hybridperf.suite.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import io.hybridperf.hocon.DidYouMean;
import io.hybridperf.hocon.IncludesFirst;
import io.hybridperf.hocon.SetTwice;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads a file of configuration, and what it includes: HOCON would leave out an included file that
 * is not there, and let the later of two equal keys win, without a word.
 */
final class ConfigFile {
  private ConfigFile() {}

  /**
   * {@return what a file says, not resolved}
   *
   * @param file to read
   * @param home for messages
   * @throws UserError with one line, if it or what it includes is missing or broken
   */
  static Config read(Path file, Path home) {
    return read(file, home, List.of());
  }

  private static Config read(Path file, Path home, List<Path> by) {
    ConfigParseOptions options =
        ConfigParseOptions.defaults()
            .setAllowMissing(false)
            .setIncluder(new Included(home, file, by));
    try {
      Config read = ConfigFactory.parseFile(file.toFile(), options);
      SetTwice.in(file)
          .ifPresent(entry -> {
            throw new UserError(
                Place.of(entry.getValue(), home) + ": " + SetTwice.problem(entry.getKey()));
          });
      IncludesFirst.missedBy(Files.readString(file))
          .ifPresent(late -> {
            throw new UserError(
                "%s:%s: %s".formatted(Place.in(home, file), late.line(), late.problem()));
          });
      return read;
    } catch (ConfigException.IO | IOException e) {
      throw new UserError(
          file + ": cannot be read; run from the project's folder or set -Dhybridperf.home");
    } catch (ConfigException e) {
      throw new UserError(Place.in(home, file) + ": " + Settings.firstLine(e));
    }
  }

  /**
   * What a file includes must be there.
   *
   * @param home for messages
   * @param includer the file
   * @param by what it is included by itself
   */
  private record Included(Path home, Path includer, List<Path> by)
      implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      return include(includer.resolveSibling(what));
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
      return include(what.toPath().toAbsolutePath());
    }

    private ConfigObject include(Path given) {
      Path file = given.normalize();
      String name = String.valueOf(file.getFileName());
      if (!Files.isRegularFile(file)) {
        throw refused(file, "there is no such file; " + DidYouMean.hint(beside(file), name));
      }
      List<Path> chain = Stream.concat(by.stream(), Stream.of(includer)).toList();
      if (chain.contains(file)) {
        throw refused(file, "that includes this file itself");
      }
      return read(file, home, chain).root();
    }

    private UserError refused(Path file, String why) {
      return new UserError(
          "%s: include \"%s\": %s".formatted(Place.in(home, includer), Place.in(home, file), why));
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
      return includeResources(context, what.toString());
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
      throw refused(Path.of(what), "only files can be included");
    }

    private static List<String> beside(Path file) {
      File[] files = file.resolveSibling("").toFile().listFiles(File::isFile);
      return files == null ? List.of() : Stream.of(files).map(File::getName).sorted().toList();
    }
  }
}
