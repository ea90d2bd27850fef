package io.hybridperf.suite.repeat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.verdict.Start;
import io.hybridperf.measurement.verdict.StartsJson;
import io.hybridperf.measurement.verdict.StartsJudge;
import io.hybridperf.measurement.verdict.Verdict;
import io.hybridperf.measurement.verdict.VerdictTable;
import io.hybridperf.suite.fault.Hook;
import io.hybridperf.suite.settings.Environment;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import io.hybridperf.suite.watch.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Several runs of a simulation, each in a JVM of its own, one after the other, and the verdict on
 * all of them. Where the stack is the run's own, each run starts it anew; elsewhere the
 * environment's {@code hooks.restart} does, if there is one.
 *
 * <p>This JVM does nothing meanwhile. It asks a run to come to its end by closing the run's
 * standard input, which {@link #isOne} runs watch.
 */
public final class Starts {

  /** Set in the JVM of one of several runs: its number. */
  private static final String NUMBER_PROPERTY = "hybridperf.start.number";

  private static final String HOOK = "hooks.restart";
  private static final String TIMEOUT = "hooks.timeout";
  private static final Duration USUAL_TIMEOUT = Duration.ofMinutes(2);

  /** Of a run that came to a verdict: Gatling's, where assertions held and where one failed. */
  private static final List<Integer> JUDGED = List.of(0, 2);

  private final Settings settings;
  private final int wanted;
  private final boolean restarted;
  private final @Nullable Hook restart;
  private final Duration timeout;
  private boolean stopping;
  private @Nullable Process running;

  private Starts(Settings settings, Environment environment, @Nullable Hook restart) {
    this.settings = settings;
    this.restart = restart;
    wanted = number(settings);
    restarted = environment.embedded() || restart != null;
    Config config = settings.config();
    timeout = config.hasPath(TIMEOUT) ? config.getDuration(TIMEOUT) : USUAL_TIMEOUT;
  }

  /** {@return how many runs the settings want} */
  public static int number(Settings settings) {
    return settings.has(Parameter.RUNS) ? Math.toIntExact(settings.whole(Parameter.RUNS)) : 1;
  }

  /** {@return whether this JVM's run is one of several, which others have asked for} */
  public static boolean isOne() {
    return System.getProperty(NUMBER_PROPERTY) != null;
  }

  /**
   * {@return what the settings want}
   *
   * @throws UserError if the hook has no sense
   */
  public static Starts of(Settings settings, Environment environment) {
    Config config = settings.config();
    try {
      return new Starts(
          settings,
          environment,
          config.hasPath(HOOK) ? Hook.of(config.getConfig("hooks"), "restart", HOOK) : null);
    } catch (IllegalArgumentException | ConfigException e) {
      throw new UserError("config: " + e.getMessage());
    }
  }

  /**
   * Makes the runs, and prints and keeps the verdict on all of them.
   *
   * @param simulation the class to run
   * @param folder of all; each run gets one in it
   * @param judge judges a run's folder
   * @return the verdict; empty if no run came so far that it could be judged
   * @throws UserError if the first run finds a mistake of the user's
   */
  public Optional<Verdict> run(
      Class<?> simulation, RunFolder folder, Function<RunFolder, Verdict> judge) {
    if (!restarted) {
      Console.say(
          "runs: nothing restarts the target between runs; set hooks.restart in config/environments/%s.conf",
          settings.environment());
    }
    for (int number = 1; number <= wanted && !isStopping(); number++) {
      Console.say("%nrun %d of %d", number, wanted);
      if (!isRestarted() || !isJudged(simulation, folder.start(number).path(), number)) {
        break;
      }
    }
    List<Start> starts = judged(folder, judge);
    if (starts.isEmpty()) {
      return Optional.empty();
    }
    Verdict verdict = StartsJudge.judge(starts, wanted, restarted);
    StartsJson.write(verdict, starts, folder);
    Console.say("%n%d of %d runs, judged together:", starts.size(), wanted);
    Console.say(VerdictTable.of(verdict));
    return Optional.of(verdict);
  }

  /** Asks the run that is under way to come to its end, and begins no other. */
  public synchronized void stop() {
    stopping = true;
    if (running != null) {
      try {
        running.getOutputStream().close();
      } catch (IOException e) {
        // It has ended.
      }
    }
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  private boolean isRestarted() {
    if (restart == null) {
      return true;
    }
    try {
      restart.run(timeout, settings.home(), Map.of());
      return true;
    } catch (IOException e) {
      Console.say("runs: no more of them: " + e.getMessage());
      return false;
    }
  }

  private boolean isJudged(Class<?> simulation, Path folder, int number) {
    try {
      Process process = start(simulation, folder, number);
      int status = process.waitFor();
      if (status == UserError.EXIT_STATUS && number == 1) {
        throw new UserError("runs: the first run has not begun, for what it says above");
      }
      return JUDGED.contains(status);
    } catch (IOException e) {
      Console.say("runs: no more of them: " + e.getMessage());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Process start(Class<?> simulation, Path folder, int number) throws IOException {
    Map<String, String> own =
        Map.of(Parameter.RUNS.key(), "1", NUMBER_PROPERTY, Integer.toString(number));
    Process process =
        new ProcessBuilder(SimulationCommand.of(simulation, folder, own))
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    // Where this JVM ends at once, so does the run.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "end-of-run"));
    synchronized (this) {
      running = process;
      if (stopping) {
        process.getOutputStream().close();
      }
    }
    return process;
  }

  private List<Start> judged(RunFolder folder, Function<RunFolder, Verdict> judge) {
    List<Start> starts = new ArrayList<>();
    for (RunFolder each : folder.starts()) {
      try {
        starts.add(new Start(String.valueOf(each.path().getFileName()), judge.apply(each)));
      } catch (DamagedFile e) {
        Console.say("runs: %s cannot be judged: %s", each.path(), e.getMessage());
      }
    }
    return starts;
  }
}
