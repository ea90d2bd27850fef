package io.hybridperf.pipelines;

import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.report.Main;
import io.hybridperf.suite.settings.Parameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.ParameterException;

/**
 * The arguments of a call of Maven, held against the project: every name in them must be one that
 * it has.
 */
public final class MavenLine {
  private static final Set<String> FLAGS = Set.of("-B", "-q", "-am");
  private static final Set<String> GOALS =
      Set.of("test-compile", "compile", "package", "verify", "gatling:test");

  /** Of Maven's own plugins, which no pom names. */
  private static final Set<String> OF_MAVEN = Set.of("skipTests");

  private MavenLine() {}

  /** {@return what is wrong, a line each} */
  public static List<String> problems(List<String> arguments) {
    List<String> wrong = new ArrayList<>();
    for (int n = 0; n < arguments.size(); n++) {
      String argument = arguments.get(n);
      if (argument.equals("-pl")) {
        n++;
        for (String module : arguments.get(n).split(",", -1)) {
          check(exists(module + "/pom.xml"), "no module " + module, wrong);
        }
      } else if (argument.startsWith("-P")) {
        check(anyPom("<id>" + argument.substring(2) + "</id>"), "no profile " + argument, wrong);
      } else if (argument.startsWith("-D")) {
        String[] parts = argument.substring(2).split("=", 2);
        property(parts[0], parts.length > 1 ? parts[1] : "true", wrong);
      } else {
        check(FLAGS.contains(argument) || GOALS.contains(argument), "no goal " + argument, wrong);
      }
    }
    return wrong.stream().map(line -> line + " in mvn " + String.join(" ", arguments)).toList();
  }

  private static void property(String name, String value, List<String> wrong) {
    switch (name) {
      case "simulation" ->
          check(
              exists("simulations/src/test/java/simulations/" + value + ".java"),
              "no simulation " + value,
              wrong);
      case "env" ->
          check(exists("config/environments/" + value + ".conf"), "no environment " + value, wrong);
      case "gate" -> {
        try {
          var _ = Tier.gate(value);
        } catch (IllegalArgumentException e) {
          wrong.add(e.getMessage());
        }
      }
      case "report" -> {
        try {
          var _ = Main.commandLine().parseArgs(value.split(" +", -1));
        } catch (ParameterException e) {
          wrong.add("report: " + e.getMessage());
        }
      }
      default ->
          check(
              OF_MAVEN.contains(name)
                  || Arrays.stream(Parameter.values()).anyMatch(each -> each.key().equals(name))
                  || anyPom("${" + name + "}")
                  || anyPom("<name>" + name + "</name>")
                  || anyPom("<" + name + ">"),
              "no property " + name,
              wrong);
    }
  }

  private static void check(boolean right, String otherwise, List<String> wrong) {
    if (!right) {
      wrong.add(otherwise);
    }
  }

  private static boolean exists(String path) {
    return Files.exists(Project.ROOT.resolve(path));
  }

  private static boolean anyPom(String text) {
    try (Stream<Path> modules = Files.list(Project.ROOT.resolve("src"))) {
      return Stream.concat(
              Stream.of("pom.xml", "feeders/pom.xml", "simulations/pom.xml", "src/pom.xml")
                  .map(Project.ROOT::resolve),
              modules.map(module -> module.resolve("pom.xml")))
          .filter(Files::exists)
          .anyMatch(pom -> Project.text(pom).contains(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
