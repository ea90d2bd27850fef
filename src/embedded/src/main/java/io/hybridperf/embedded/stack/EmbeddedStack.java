package io.hybridperf.embedded.stack;

import io.hybridperf.coordinator.Coordinator;
import io.hybridperf.coordinator.store.postgres.PostgresSchema;
import io.hybridperf.embedded.data.DataContent;
import io.hybridperf.embedded.data.DataDirectory;
import io.hybridperf.embedded.data.DataLoader;
import io.hybridperf.embedded.data.GraphLoader;
import io.hybridperf.embedded.data.PlannedWrites;
import io.hybridperf.embedded.engine.EmbeddedNeo4j;
import io.hybridperf.embedded.engine.VectorEngine;
import io.hybridperf.embedded.fault.FaultEndpoint;
import io.hybridperf.embedded.start.Progress;
import io.hybridperf.embedded.start.StackException;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.MovieLens;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/**
 * The embedded stack as a program.
 *
 * <p>What it prints and reads is in {@link StackProtocol}. It stops when standard input ends or
 * says "stop", at SIGTERM and SIGINT, and when its parent process is gone.
 */
public final class EmbeddedStack {
  private static final long STARTER_UNWINDS_MILLIS = 20_000;

  private final Progress progress;
  private final StackProtocol protocol;
  private final StopSignal stop = new StopSignal();
  private final Closer opened = new Closer();

  private EmbeddedStack(Progress progress) {
    this.progress = progress;
    this.protocol = new StackProtocol(progress);
  }

  /**
   * Runs the stack until it is told to stop.
   *
   * @param args as {@code --help} says
   */
  public static void main(String[] args) {
    Progress progress = Progress.sinceLaunch(System.out);
    // Whatever a library prints must not come between the lines of the contract.
    System.setOut(System.err);
    CountDownLatch done = new CountDownLatch(1);
    int[] status = {1};
    EmbeddedStack stack = new EmbeddedStack(progress);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (done.getCount() == 0) {
                    return;
                  }
                  stack.stop.raise("signal");
                  awaitQuietly(done);
                  // Otherwise a signal's exit status would be 128 and its number.
                  Runtime.getRuntime().halt(status[0]);
                },
                "stop-on-signal"));
    status[0] = stack.run(args);
    done.countDown();
    System.exit(status[0]);
  }

  private int run(String[] args) {
    Optional<String> help = StackOptions.help(args);
    if (help.isPresent()) {
      help.get().lines().forEach(progress::print);
      return 0;
    }
    StackOptions options;
    try {
      options = StackOptions.parse(args);
    } catch (StackException e) {
      return failed(e);
    }
    stop.whenToldBy(System.in);
    options.parentPid().ifPresent(stop::whenGone);

    CompletableFuture<ReadyMessage> started = new CompletableFuture<>();
    Thread starter =
        Thread.ofPlatform().name("start").start(() -> completeWithStart(started, options));
    CompletableFuture.anyOf(started, stop.reason()).exceptionally(e -> "").join();
    if (started.isCompletedExceptionally() && !stop.reason().isDone()) {
      opened.closeAll();
      return failed(started.exceptionNow());
    }
    String why = stop.reason().join();
    progress.say("stopping: " + why);
    starter.interrupt();
    opened.closeAll();
    joinQuietly(starter);
    protocol.stopped();
    return 0;
  }

  private void completeWithStart(CompletableFuture<ReadyMessage> started, StackOptions options) {
    try {
      ReadyMessage ready = start(options);
      protocol.ready(ready);
      started.complete(ready);
    } catch (Throwable e) {
      started.completeExceptionally(e);
    }
  }

  private ReadyMessage start(StackOptions options) throws Exception {
    DataDirectory data = opened.keep(DataDirectory.open(options.dataDir()));
    Logs.to(data.log("stack.log"));
    ClassArchive.removeIfStale();
    progress.say("starting the embedded stack in " + data);
    VectorEngine.check(options.milvus());
    RoomCheck.heap(options.films(), Runtime.getRuntime().maxMemory());
    Dataset dataset =
        MovieLens.load().grownTo(options.films()).withPolicies(options.tenants(), options.rules());
    DataContent content = DataLoader.contentOf(dataset, options.milvus());
    boolean loaded = data.holds(content);
    boolean begun = !loaded && data.holdsBeginningOf(content);
    if (!loaded) {
      RoomCheck.disk(options.films(), data.freeBytes(), data);
    }
    if (!loaded && !begun) {
      sayWhatGoes(data.loaded(), content);
      data.empty();
    }
    if (loaded && options.discardWrites()) {
      data.useCopy();
    }
    EmbeddedStores stores = opened.keep(start(data, options));
    if (!begun && loaded != stores.vectors().holdsCollection()) {
      throw new StackException(
          loaded
              ? "the Milvus at %s has lost the collection media_embeddings; delete %s, so that all is loaded again"
                  .formatted(stores.vectorAddress(), data)
              : "the Milvus at %s has a collection media_embeddings, and what is in it is not known; drop it, or give another Milvus"
                  .formatted(stores.vectorAddress()));
    }
    if (loaded) {
      progress.say("data: " + dataset.name() + ", loaded earlier");
      // What came later than the data.
      try (Connection connection = stores.policies().connect()) {
        PostgresSchema.createTables(connection);
      }
      GraphLoader.complete(stores.graph(), options.films(), progress);
    } else {
      progress.say(
          "loading %s%s for %s tenants, policies of at most %s rules, once"
              .formatted(
                  begun ? "what is missing of " : "",
                  dataset.name(),
                  dataset.tenants(),
                  dataset.maxRules()));
      if (begun) {
        data.markBegun(content);
      }
      DataLoader.load(
          stores.vectorAddress(),
          stores.graph(),
          stores.policies(),
          dataset,
          progress,
          () -> {
            data.markBegun(content);
            return true;
          });
      data.markLoaded(content);
      if (options.discardWrites()) {
        opened.closeNow(stores);
        data.useCopy();
        stores = opened.keep(start(data, options));
      }
    }
    if (options.discardWrites()) {
      progress.say("what is written goes to a copy of the data, and with it");
    }
    ReadyMessage.Addresses addresses = stores.addresses();
    FaultEndpoint faults = null;
    if (options.faults()) {
      ProxiedStores proxied = opened.keep(ProxiedStores.to(stores.addresses()));
      addresses = proxied.addresses();
      faults = opened.keep(FaultEndpoint.of(proxied.proxies()));
      progress.say("faults are ordered at " + faults.url());
    }
    Coordinator coordinator =
        opened.keep(
            EmbeddedCoordinator.start(addresses, options.metricsPort(), options.baseline()));
    progress.say("coordinator listens at 127.0.0.1:" + coordinator.port() + "; warming it up");
    String neo4j = stores.addresses().neo4j();
    CompletableFuture<Integer> writes =
        CompletableFuture.supplyAsync(() -> PlannedWrites.plan(neo4j));
    int queries = Warmup.run(coordinator.port(), dataset, options.baseline());
    progress.say("warmed up with " + queries + " queries; " + writes.get() + " writes planned");
    return new ReadyMessage(
        "127.0.0.1:" + coordinator.port(),
        "http://127.0.0.1:" + coordinator.metricsPort() + "/metrics",
        ProcessHandle.current().pid(),
        new ReadyMessage.Engines(
            stores.vectors().name(), EmbeddedNeo4j.engine(), stores.policies().engine()),
        new ReadyMessage.Content(
            dataset.name(), dataset.films().size(), dataset.dimension(), dataset.id()),
        stores.addresses(),
        faults == null ? null : new ReadyMessage.Faults(faults.url(), faults.token()));
  }

  private EmbeddedStores start(DataDirectory data, StackOptions options) throws Exception {
    return EmbeddedStores.start(data, options.milvus(), options.films(), progress);
  }

  /** Loading more films than are there goes on with those; fewer need stores of their own. */
  private void sayWhatGoes(Optional<DataContent> there, DataContent wanted) {
    there
        .filter(content -> content.films() > wanted.films())
        .ifPresent(content ->
            progress.say(
                "the data folder has %s films, --films is %s: all is loaded anew"
                    .formatted(content.films(), wanted.films())));
  }

  private int failed(Throwable reason) {
    Throwable cause = reason instanceof ExecutionException ? reason.getCause() : reason;
    if (cause instanceof StackException) {
      protocol.failed(String.valueOf(cause.getMessage()));
    } else {
      Logs.LOG.log(Level.ERROR, "starting", cause);
      protocol.failed(cause + "; the logs folder in the data folder tells more");
    }
    return 1;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void joinQuietly(Thread thread) {
    try {
      thread.join(STARTER_UNWINDS_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
