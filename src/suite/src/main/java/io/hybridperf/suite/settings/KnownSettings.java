package io.hybridperf.suite.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.hybridperf.hocon.DidYouMean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Holds configuration against {@code known.conf}: which settings there are, and what they take. */
final class KnownSettings {
  private static final String ANY = "*";
  private static final ConfigObject RUN = described().getObject("run");

  private KnownSettings() {}

  private static Config described() {
    Map<String, String> parameters = new TreeMap<>();
    Parameter.keys().forEach(key -> parameters.put(key, "parameter " + key));
    return ConfigFactory.parseResources(KnownSettings.class, "known.conf")
        .withValue("run." + Settings.PARAMETERS, ConfigValueFactory.fromMap(parameters))
        .resolve();
  }

  /** {@return what may be set at the top of an environment's file} */
  static Set<String> atTop() {
    TreeSet<String> names = new TreeSet<>(RUN.keySet());
    names.add(Sections.SIMULATIONS);
    return names;
  }

  /** {@return every setting by its path, with what it takes; {@code *} stands for any name} */
  static Map<String, String> all() {
    Map<String, String> all = new TreeMap<>();
    RUN.toConfig()
        .entrySet()
        .forEach(entry -> all.put(entry.getKey(), (String) entry.getValue().unwrapped()));
    return all;
  }

  /**
   * Looks at settings.
   *
   * @param given all of them, resolved
   * @param path where they belong; empty: at the top
   * @param home for messages
   * @throws UserError for the first that is none, or whose value is not what it takes
   */
  static void check(ConfigObject given, String path, Path home) {
    check(given, RUN, path, home);
  }

  private static void check(ConfigObject given, ConfigObject known, String path, Path home) {
    for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(given).entrySet()) {
      String key = entry.getKey();
      ConfigValue value = entry.getValue();
      String at = (path.isEmpty() ? "" : path + ".") + ConfigUtil.joinPath(key);
      ConfigValue takes = known.getOrDefault(key, known.get(ANY));
      if (takes == null) {
        throw new UserError(
            "%s: %s is not a setting; %s".formatted(Place.of(value, home), at, hint(known, key)));
      }
      if (takes instanceof ConfigObject group) {
        if (!(value instanceof ConfigObject object)) {
          throw wrong(value, at, "must be a group of settings, as { .. }", home);
        }
        check(object, group, at, home);
      } else if (value.valueType() != ConfigValueType.NULL) {
        problem(value, (String) takes.unwrapped())
            .ifPresent(problem -> {
              throw wrong(value, at, problem, home);
            });
      }
    }
  }

  private static UserError wrong(ConfigValue value, String at, String problem, Path home) {
    return new UserError(
        "%s: %s = %s: %s".formatted(Place.of(value, home), at, shown(at, value), problem));
  }

  /** A token in the place of its variable's name, or a password in a URL, is not repeated. */
  private static String shown(String at, ConfigValue value) {
    return at.endsWith("token-env")
        ? "(not shown)"
        : text(value).replaceAll("//[^/@\"]*@", "//(not shown)@");
  }

  private static Optional<String> problem(ConfigValue value, String takes) {
    boolean one = !takes.equals("texts") && !takes.equals("urls");
    boolean many = !one || takes.endsWith(" texts");
    if (value instanceof ConfigList list) {
      return many ? problem(list, takes) : Optional.of("must not be a list");
    }
    if (value instanceof ConfigObject || value.valueType() == ConfigValueType.NULL) {
      return Optional.of("must be " + (one ? "one value" : "a list, as [a, b]"));
    }
    return one
        ? Kind.of(many ? "line" : takes).problem(text(value))
        : Optional.of("must be a list, as [%s]".formatted(text(value)));
  }

  private static Optional<String> problem(ConfigList list, String takes) {
    if (new HashSet<>(list.unwrapped()).size() < list.size()) {
      return Optional.of("names one of them twice");
    }
    if (list.isEmpty()) {
      return Optional.of("must not be empty");
    }
    return list.stream()
        .flatMap(each -> problem(each, takes.equals("urls") ? "url" : "line").stream())
        .findFirst();
  }

  /** As it was written, on one line. */
  private static String text(ConfigValue value) {
    return value.valueType() == ConfigValueType.OBJECT || value.valueType() == ConfigValueType.LIST
        ? value.render(ConfigRenderOptions.concise())
        : value.valueType() == ConfigValueType.NULL ? "null" : value.atKey("it").getString("it");
  }

  /** The nearest name beside it, or the same name where it belongs. */
  private static String hint(ConfigObject known, String key) {
    boolean atTop = known.equals(RUN);
    Set<String> valid = atTop ? atTop() : new TreeSet<>(known.keySet());
    if (atTop && key.equals(Sections.SIMULATIONS)) {
      return "only a file in config/environments can have it";
    }
    List<String> elsewhere = new ArrayList<>();
    collect(RUN, "", letters(key), elsewhere);
    return DidYouMean.among(valid, key).isPresent() || elsewhere.isEmpty()
        ? DidYouMean.hint(valid, key)
        : "did you mean '%s'? valid here: %s"
            .formatted(elsewhere.getFirst(), String.join(", ", valid));
  }

  private static void collect(ConfigObject known, String path, String wanted, List<String> found) {
    new TreeMap<>(known)
        .forEach((key, takes) -> {
          String at = path + key;
          if (letters(key).equals(wanted)) {
            found.add(at);
          }
          if (takes instanceof ConfigObject group && !key.equals("of-profile")) {
            collect(group, at + ".", wanted, found);
          }
        });
  }

  private static String letters(String key) {
    return key.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
  }
}
