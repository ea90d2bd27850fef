package io.hybridperf.pipelines.jenkins;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a job may be started with. */
public final class ParameterWords extends Words {

  ParameterWords(Build build) {
    super(build);
  }

  public void string(Map<String, Object> named) {
    arguments("string", named, Set.of("name", "defaultValue", "description"), Set.of("trim"));
    add(named, named.get("defaultValue"));
  }

  public void booleanParam(Map<String, Object> named) {
    arguments("booleanParam", named, Set.of("name", "defaultValue", "description"), Set.of());
    add(named, (Boolean) named.get("defaultValue"));
  }

  public void choice(Map<String, Object> named) {
    arguments("choice", named, Set.of("name", "choices", "description"), Set.of());
    List<?> choices = (List<?>) named.get("choices");
    add(named, choices.getFirst());
    if (!choices.contains(getParams().get(named.get("name")))) {
      throw new IllegalArgumentException(named.get("name") + " is none of " + choices);
    }
  }

  public void credentials(Map<String, Object> named) {
    arguments(
        "credentials",
        named,
        Set.of("name", "credentialType", "defaultValue", "description"),
        Set.of("required"));
    add(named, named.get("defaultValue"));
  }

  private void add(Map<String, Object> named, Object standard) {
    build.parameter((String) named.get("name"), standard);
  }
}
