package io.hybridperf.pipelines.jenkins;

import groovy.lang.Binding;
import groovy.lang.Closure;
import groovy.lang.GroovyShell;
import groovy.lang.Script;
import io.hybridperf.pipelines.Maven;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.codehaus.groovy.control.CompilerConfiguration;

/** Executes a declarative Jenkinsfile. */
public final class Jenkinsfile {

  /** The one word at the top. */
  public abstract static class Top extends Script {
    public void pipeline(Closure<?> block) {
      Build build = (Build) getBinding().getVariable("build of the harness");
      PipelineWords pipeline = new PipelineWords(build);
      Words.say(block, pipeline);
      pipeline.run();
    }
  }

  private Jenkinsfile() {}

  /**
   * Executes one.
   *
   * @param text of the file
   * @param folder for workspaces
   * @param maven what stands in for it
   * @param parameters that differ from their defaults
   * @return what came of it
   * @throws groovy.lang.MissingMethodException for a word that is not known where it is used
   */
  public static Build run(String text, Path folder, Maven maven, Map<String, Object> parameters)
      throws IOException {
    Build build = new Build(folder, maven, parameters);
    CompilerConfiguration configuration = new CompilerConfiguration();
    configuration.setScriptBaseClass(Top.class.getName());
    Binding binding = new Binding();
    binding.setVariable("build of the harness", build);
    new GroovyShell(Jenkinsfile.class.getClassLoader(), binding, configuration)
        .evaluate(text, "Jenkinsfile");
    return build;
  }
}
