package io.hybridperf.gatling.support;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.gatling.app.Runner;
import io.gatling.commons.util.DefaultClock;
import io.gatling.core.actor.ActorSystem;
import io.gatling.core.cli.GatlingArgs;
import io.gatling.core.config.GatlingConfiguration;
import io.gatling.core.scenario.SimulationParams;
import io.gatling.core.stats.StatsEngine;
import io.gatling.core.stats.writer.RunMessage;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import io.gatling.netty.util.Transports;
import io.hybridperf.gatling.grpc.GrpcProtocolBuilder;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import scala.Option;

/** A real run of Gatling in this process: its actors, injector, event loops and file writer. */
public final class GatlingRun {
  /** Beyond it a run hangs, however slow the machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final int EVENT_LOOPS = 2;

  private GatlingRun() {}

  /** Runs one population. */
  public static RunLog of(PopulationBuilder population, GrpcProtocolBuilder protocol) {
    return of(population, protocol, EVENT_LOOPS);
  }

  /** Runs one population on so many event loops. */
  public static RunLog of(
      PopulationBuilder population, GrpcProtocolBuilder protocol, int eventLoops) {
    return of(simulation -> simulation.setUp(population).protocols(protocol), eventLoops);
  }

  /** Runs what a simulation's constructor would set up. */
  public static RunLog of(Consumer<Simulation> script) {
    return of(script, EVENT_LOOPS);
  }

  private static RunLog of(Consumer<Simulation> script, int eventLoops) {
    Script.prepare(script);
    RunLog log = new RunLog();
    CompletableFuture<Void> run =
        CompletableFuture.runAsync(() -> run(log, eventLoops), Thread::startVirtualThread);
    try {
      run.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the run hangs; so far it logged " + log.responses(), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    return log;
  }

  private static void run(RunLog log, int eventLoops) {
    Path results = temporaryFolder();
    GatlingArgs args =
        new GatlingArgs(
            Option.apply(Script.class.getName()),
            Option.empty(),
            true,
            Option.empty(),
            Option.apply(results),
            Option.empty(),
            Option.empty());
    GatlingConfiguration configuration = GatlingConfiguration.load();
    ActorSystem system = new ActorSystem();
    EventLoopGroup loops =
        Transports.newEventLoopGroup(
            configuration.netty().useNativeTransport(),
            configuration.netty().useIoUring(),
            eventLoops,
            "gatling");
    try {
      new LoggedRunner(log, system, loops, args, configuration).run();
    } finally {
      system.close();
      loops.shutdownGracefully(0, 5_000, MILLISECONDS).awaitUninterruptibly();
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("gatling-run");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class LoggedRunner extends Runner {
    private final RunLog log;

    LoggedRunner(
        RunLog log,
        ActorSystem system,
        EventLoopGroup loops,
        GatlingArgs args,
        GatlingConfiguration configuration) {
      super(system, loops, new DefaultClock(), args, configuration);
      this.log = log;
    }

    /** No look at the internet for a newer version. */
    @Override
    public void displayVersionWarning() {}

    @Override
    public StatsEngine newStatsEngine(SimulationParams parameters, RunMessage message) {
      return new LoggedStatsEngine(log, super.newStatsEngine(parameters, message));
    }
  }
}
