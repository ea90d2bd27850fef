package io.hybridperf.suite.cost;

import static io.hybridperf.suite.hybrid.HybridDsl.hybrid;

import io.gatling.javaapi.core.OpenInjectionStep;
import io.hybridperf.gatling.grpc.GrpcProtocolBuilder;
import io.hybridperf.gatling.grpc.record.RunRecording;
import io.hybridperf.gatling.injection.GatlingInjection;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.record.ArrivalClock;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.run.Digests;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.RunStatus;
import io.hybridperf.suite.run.LagLimit;
import io.hybridperf.suite.run.LoadControl;
import io.hybridperf.suite.run.ParentWatch;
import io.hybridperf.suite.run.RunFailure;
import io.hybridperf.suite.run.RunFolders;
import io.hybridperf.suite.settings.Home;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import io.hybridperf.suite.watch.RunningLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A load on a server of our own that is planned and recorded as any, and not judged. */
final class BenchmarkLoad {

  /** What happens beside a load, in a thread of its own. */
  @FunctionalInterface
  interface Conductor {
    /** Begins at the plan's zero, in {@link System#nanoTime}. */
    void conduct(long zeroNanoTime) throws InterruptedException;
  }

  private final ArrivalPlan plan;
  private final String simulation;
  private final RunFolder folder;
  private final RunInfo info;
  private final RunRecorder recorder;
  private final RunRecording recording;
  private final LoadControl control;
  private final Thread conductor;

  /**
   * Makes the run's folder, and begins the plan.
   *
   * @param where what is asked, in words
   * @param parameters as the run's folder has them
   */
  BenchmarkLoad(
      Settings settings,
      String simulation,
      String where,
      Map<String, String> parameters,
      ArrivalPlan plan,
      Conductor conductor) {
    this.plan = plan;
    this.simulation = simulation;
    folder = RunFolders.create(settings, settings.config());
    info =
        RunInfo.starting(
                simulation,
                where,
                1,
                settings.text(Parameter.GATE),
                settings.whole(Parameter.SEED),
                plan)
            .withParameters(parameters);
    info.writeTo(folder);
    recorder =
        RunRecorder.start(
            folder,
            new ArrivalClock(
                plan, System.nanoTime(), RunRecording.HEADROOM, settings.departsExactly()));
    recording = RunRecording.of(recorder, plan, simulation);
    control = new LoadControl(new LagLimit(recording::behindNanos), _ -> false);
    this.conductor = new Thread(() -> conduct(conductor), simulation);
    this.conductor.setDaemon(true);
    this.conductor.start();
  }

  /** Makes a run from the settings of a simulation; a mistake in them ends the JVM with a line. */
  static <T> T begin(String simulation, Function<Settings, T> run) {
    return UserError.orExit(() -> {
      RunFailure.watchThreads();
      ParentWatch.start();
      return run.apply(Settings.load(Home.find(), simulation, System.getProperties()));
    });
  }

  private void conduct(Conductor conducted) {
    try {
      OptionalLong zero = recorder.arrivals().zeroNanoTime();
      while (zero.isEmpty()) {
        Thread.sleep(10);
        zero = recorder.arrivals().zeroNanoTime();
      }
      conducted.conduct(zero.getAsLong());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static void sleepUntil(long nanoTime) throws InterruptedException {
    long wait = nanoTime - System.nanoTime();
    if (wait > 0) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
  }

  RunFolder folder() {
    return folder;
  }

  RunningLoad running() {
    return new RunningLoad(recorder, folder, info);
  }

  String scenario() {
    return simulation;
  }

  OpenInjectionStep[] injection() {
    return GatlingInjection.ahead(plan, control);
  }

  GrpcProtocolBuilder protocol(NullCoordinatorProcess server, Duration deadline) {
    return hybrid.target(server.target()).deadline(deadline).recording(recording);
  }

  /** Waits for the conductor, unless the load was cut short, and records no more. */
  void stop() {
    if (control.status() != RunStatus.COMPLETE) {
      conductor.interrupt();
    }
    try {
      conductor.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    recorder.close();
  }

  /** {@return what was recorded} */
  RunLog seal() {
    Digests.seal(folder, info.ended(control.status(), Instant.now()));
    return RunLog.read(folder);
  }
}
