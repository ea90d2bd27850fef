package io.hybridperf.suite.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueType;
import java.util.List;

/** A command in a setting: words between blanks, or a list of words; no shell reads it. */
public final class CommandWords {
  private static final String SHELL_CHARACTERS = "\"'|&;<>$`*?(){}\\";

  private CommandWords() {}

  /**
   * Reads one.
   *
   * @param config that holds it
   * @param key its name there
   * @param setting its name for people
   * @return the words, one at least
   * @throws IllegalArgumentException with one line that names the setting
   */
  public static List<String> of(Config config, String key, String setting) {
    if (config.getValue(key).valueType() == ConfigValueType.LIST) {
      List<String> words = config.getStringList(key);
      if (!words.isEmpty()) {
        return words;
      }
    } else {
      String text = config.getString(key).strip();
      if (text.chars().anyMatch(c -> SHELL_CHARACTERS.indexOf(c) >= 0)) {
        throw new IllegalArgumentException(
            "%s = %s: no shell reads it; give a list of words, as [\"sh\", \"-c\", \"...\"]"
                .formatted(setting, text));
      }
      if (!text.isEmpty()) {
        return List.of(text.split("\\s+", -1));
      }
    }
    throw new IllegalArgumentException(setting + " is empty");
  }
}
