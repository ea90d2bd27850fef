package io.hybridperf.pipelines.jenkins;

import groovy.lang.GroovyObjectSupport;
import java.util.Map;

/** Assignments to variables of the environment. */
public final class EnvironmentWords extends GroovyObjectSupport {
  private final Build build;

  EnvironmentWords(Build build) {
    this.build = build;
  }

  @Override
  public void setProperty(String name, Object value) {
    build.env().put(name, value.toString());
  }

  public Map<String, Object> getParams() {
    return build.params();
  }

  public Map<String, String> getEnv() {
    return build.env();
  }
}
