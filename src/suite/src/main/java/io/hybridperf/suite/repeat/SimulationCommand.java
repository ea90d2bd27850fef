package io.hybridperf.suite.repeat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command that runs a simulation in another JVM as it is run in this one. */
public final class SimulationCommand {
  private static final String FOLDER_PROPERTY = "hybridperf.run.folder";

  private SimulationCommand() {}

  /**
   * {@return words of the command}
   *
   * @param simulation the class to run
   * @param folder where it is recorded, and where Gatling's report goes
   * @param properties that it has in place of, or beside, this JVM's own
   * @param arguments to Gatling beside these
   */
  public static List<String> of(
      Class<?> simulation, Path folder, Map<String, String> properties, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!argument.startsWith("-agentlib:")
          && !sets(argument, FOLDER_PROPERTY)
          && properties.keySet().stream().noneMatch(name -> sets(argument, name))) {
        command.add(argument);
      }
    }
    properties.forEach((name, value) -> command.add("-D%s=%s".formatted(name, value)));
    command.addAll(
        List.of(
            "-D" + FOLDER_PROPERTY + "=" + folder,
            "-cp",
            System.getProperty("java.class.path"),
            "io.gatling.app.Gatling",
            "--simulation",
            simulation.getName(),
            "--results-folder",
            folder.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static boolean sets(String argument, String property) {
    return argument.startsWith("-D" + property + "=");
  }
}
