package io.hybridperf.pipelines.jenkins;

import groovy.lang.Closure;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a block of the Jenkinsfile may say: its public methods and properties, and no others. */
public abstract class Words {
  final Build build;

  Words(Build build) {
    this.build = build;
  }

  public Map<String, Object> getParams() {
    return build.params();
  }

  public Map<String, String> getEnv() {
    return build.env();
  }

  /** Executes a block. */
  static <T> Object say(Closure<T> block, Words words) {
    Closure<?> own = (Closure<?>) block.clone();
    own.setDelegate(words);
    own.setResolveStrategy(Closure.DELEGATE_ONLY);
    return own.call();
  }

  /** Holds named arguments against those that a step has. */
  static void arguments(String step, Map<String, ?> named, Set<String> required, Set<String> more) {
    Set<String> unknown = new TreeSet<>(named.keySet());
    unknown.removeAll(required);
    unknown.removeAll(more);
    if (!unknown.isEmpty() || !named.keySet().containsAll(required)) {
      throw new IllegalArgumentException(
          "%s%s: needs %s, may have %s".formatted(step, named.keySet(), required, more));
    }
  }
}
