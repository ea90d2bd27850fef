package io.hybridperf.plans;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hybridperf.embedded.stack.EmbeddedCoordinator;
import io.hybridperf.embedded.stack.EmbeddedStack;
import io.hybridperf.embedded.stack.ReadyMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@link QueryPlans} on an embedded stack that is started for it and stopped again, or wherever a
 * configuration file leads.
 */
public final class EmbeddedPlans {
  private static final String DATA_DIR = "--data-dir";
  private static final long STOP_SECONDS = 60;

  private EmbeddedPlans() {}

  /**
   * Runs the command; the exit status is that of {@link QueryPlans}.
   *
   * @param args {@code --data-dir DIR} for a stack on this folder, then or instead what {@link
   *     QueryPlans#main} takes
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length < 2 || !args[0].equals(DATA_DIR)) {
      QueryPlans.main(args);
      return;
    }
    Process stack = start(args[1]);
    int status;
    try {
      status = onStack(stack, Arrays.copyOfRange(args, 2, args.length));
    } finally {
      // The end of its input tells the stack to stop.
      stack.getOutputStream().close();
      if (!stack.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        stack.destroy();
      }
    }
    System.exit(status);
  }

  /** In a JVM of its own, with what this one was given. */
  private static Process start(String dataDir) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            EmbeddedStack.class.getName(),
            DATA_DIR,
            dataDir,
            "--parent-pid",
            Long.toString(ProcessHandle.current().pid())));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static int onStack(Process stack, String[] args) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(stack.getInputStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("READY ")) {
        ReadyMessage.Addresses stores =
            new ObjectMapper()
                .treeToValue(
                    new ObjectMapper().readTree(line.substring("READY ".length())).get("stores"),
                    ReadyMessage.Addresses.class);
        return QueryPlans.run(EmbeddedCoordinator.settings(stores), args, System.out, System.err);
      }
      System.err.println(line);
    }
    return QueryPlans.FAILED;
  }
}
