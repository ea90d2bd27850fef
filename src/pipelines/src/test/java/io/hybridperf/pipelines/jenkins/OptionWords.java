package io.hybridperf.pipelines.jenkins;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Options of a pipeline and of a stage. */
public final class OptionWords extends Words {
  private final boolean ofStage;
  private final List<String> around = new ArrayList<>();

  OptionWords(Build build, boolean ofStage) {
    super(build);
    this.ofStage = ofStage;
  }

  /** {@return what is around the steps: locks and timeouts} */
  List<String> around() {
    return around;
  }

  public void timeout(Map<String, Object> named) {
    arguments("timeout", named, Set.of("time", "unit"), Set.of());
    if ((Integer) named.get("time") < 1) {
      throw new IllegalArgumentException("timeout of " + named.get("time"));
    }
    var _ = TimeUnit.valueOf((String) named.get("unit"));
    around.add("timeout(%s %s)".formatted(named.get("time"), named.get("unit")));
  }

  public void lock(Map<String, Object> named) {
    arguments("lock", named, Set.of("resource"), Set.of("extra"));
    lock(named.get("resource"));
    for (Object other : (List<?>) named.getOrDefault("extra", List.of())) {
      Map<?, ?> resource = (Map<?, ?>) other;
      if (!resource.keySet().equals(Set.of("resource"))) {
        throw new IllegalArgumentException("lock: extra is " + resource);
      }
      lock(resource.get("resource"));
    }
  }

  private void lock(Object named) {
    String resource = named.toString();
    if (resource.isBlank() || resource.contains("null")) {
      throw new IllegalArgumentException("lock on '" + resource + "'");
    }
    around.add("lock(" + resource + ")");
  }

  public void buildDiscarder(Map<String, Object> rotator) {
    pipelineOnly("buildDiscarder");
    arguments("logRotator", rotator, Set.of("numToKeepStr"), Set.of());
  }

  public Map<String, Object> logRotator(Map<String, Object> named) {
    return named;
  }

  private void pipelineOnly(String option) {
    if (ofStage) {
      throw new IllegalArgumentException(option + " is an option of a pipeline, not of a stage");
    }
  }
}
