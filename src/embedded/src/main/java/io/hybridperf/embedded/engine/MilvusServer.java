package io.hybridperf.embedded.engine;

import io.hybridperf.embedded.start.StackException;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A real Milvus in processes of its own: the standalone server of PyPI's {@code milvus}, or {@code
 * milvus-lite}. It ends with this process, however that ends.
 *
 * <p>Milvus has no setting for the address it binds: its ports are open on every interface while it
 * runs. The addresses that its parts tell each other are loopback's.
 */
public final class MilvusServer implements AutoCloseable {
  /** How to come by a Milvus. */
  static final String REMEDY =
      "install one with: python3 -m venv DIR && DIR/bin/pip install milvus==2.3.5, and give"
          + " DIR/bin/milvus-server";

  private static final String LITE = "milvus-lite";
  private static final Duration STARTUP_LIMIT = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 200;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  // Its etcd listens there for peers, and nothing can change that.
  private static final int ETCD_PEER_PORT = 2380;

  private final Process process;
  private final ProcessReaper reaper;
  private final String address;
  private String engine = "";

  private MilvusServer(Process process, ProcessReaper reaper, String address) {
    this.process = process;
    this.reaper = reaper;
    this.address = address;
  }

  /**
   * Starts on the folder's data, or on none, and waits until it answers.
   *
   * @param program the path of {@code milvus-server} or {@code milvus-lite}
   * @param folder where it keeps everything
   * @param log takes what it prints
   * @return the running server
   * @throws StackException if there is no such program, or it does not come up
   */
  public static MilvusServer start(Path program, Path folder, Path log) throws StackException {
    check(program);
    boolean lite = program.getFileName().toString().startsWith(LITE);
    if (!lite && !becomesFree(ETCD_PEER_PORT)) {
      throw new StackException(
          "Milvus needs port "
              + ETCD_PEER_PORT
              + " of this machine, and another process has it; stop that one, or if it is a Milvus,"
              + " give its host:port instead of a program");
    }
    try {
      Files.createDirectories(folder);
      int port = freePort();
      Process process =
          new ProcessBuilder(lite ? lite(program, folder, port) : standalone(program, folder, port))
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(log.toFile()))
              .start();
      MilvusServer server =
          new MilvusServer(process, ProcessReaper.untilGone(process.pid()), "127.0.0.1:" + port);
      try {
        server.engine = server.awaitAnswer(log);
        return server;
      } catch (StackException | RuntimeException e) {
        server.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StackException(
          "milvus is \"" + program + "\": cannot be started (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Checks that there is a program to start.
   *
   * @throws StackException with the remedy, if not
   */
  static void check(Path program) throws StackException {
    if (!Files.isRegularFile(program) || !Files.isExecutable(program)) {
      throw new StackException(
          "milvus is \"%s\": there is no such program; %s".formatted(program, REMEDY));
    }
  }

  private static List<String> lite(Path program, Path folder, int port) {
    return List.of(
        program.toString(),
        "server",
        "--data-dir",
        folder.toString(),
        "--host",
        "127.0.0.1",
        "--port",
        Integer.toString(port));
  }

  private static List<String> standalone(Path program, Path folder, int port) {
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--data",
                folder.toString(),
                "--proxy-port",
                Integer.toString(port)));
    for (String part :
        List.of(
            "rootCoord",
            "proxy",
            "queryCoord",
            "queryNode",
            "indexNode",
            "dataCoord",
            "dataNode")) {
      command.addAll(List.of("--extra-config", part + ".ip=127.0.0.1"));
    }
    return command;
  }

  /** {@return host:port of its gRPC service} */
  public String address() {
    return address;
  }

  /** {@return what this is, for people: name and version as it tells them itself} */
  public String engine() {
    return engine;
  }

  /** {@return its processes, for a caller that wants to see them gone} */
  public List<ProcessHandle> processes() {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    return all;
  }

  private String awaitAnswer(Path log) throws StackException {
    long start = System.nanoTime();
    while (process.isAlive() && System.nanoTime() - start < STARTUP_LIMIT.toNanos()) {
      try {
        return engineAt(address);
      } catch (RuntimeException e) {
        pause();
      }
    }
    throw new StackException(
        process.isAlive()
            ? "Milvus has not answered within %s s; its log is %s"
                .formatted(STARTUP_LIMIT.toSeconds(), log)
            : "Milvus ended by itself while starting; its log is " + log);
  }

  /**
   * {@return the name and version of the Milvus at an address, which answers requests}
   *
   * @param address host:port
   * @throws RuntimeException the client's, if it does not
   */
  static String engineAt(String address) {
    MilvusClientV2 client =
        new MilvusClientV2(
            ConnectConfig.builder().uri("http://" + address).connectTimeoutMs(2_000).build());
    try {
      // What the port answers first is that the server is not ready.
      client.listCollections();
      return named(client.getServerVersion());
    } finally {
      client.close();
    }
  }

  /** Milvus 2.3.5 of PyPI says "v2.3.5-lite", milvus-lite 3.2.2 says "milvus_lite-3.2.2". */
  static String named(String version) {
    return version.startsWith("milvus_lite-")
        ? LITE + " " + version.substring("milvus_lite-".length())
        : "Milvus " + version.replaceFirst("^v", "").replaceFirst("-lite$", "");
  }

  /** Stops it and waits until it is gone; what does not stop in time is ended. */
  @Override
  public void close() throws IOException {
    // The launcher gives its server one second before it kills it: not through the launcher, then.
    List<ProcessHandle> servers = process.descendants().toList();
    servers.forEach(ProcessHandle::destroy);
    servers.forEach(MilvusServer::awaitEnd);
    ProcessReaper.interrupt(process.pid());
    awaitEnd(process.toHandle());
    reaper.dismiss();
  }

  private static void awaitEnd(ProcessHandle process) {
    long start = System.nanoTime();
    try {
      while (runs(process)) {
        if (System.nanoTime() - start > STOP_LIMIT.toNanos()) {
          process.destroyForcibly();
          return;
        }
        Thread.sleep(POLL_MILLIS / 4);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  // The launcher never asks for its server's exit status, so that the pid stays taken; but a
  // process that has ended has no program.
  private static boolean runs(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  private static void pause() throws StackException {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while Milvus started", e);
    }
  }

  /** A Milvus whose stack was killed takes some seconds to go. */
  private static boolean becomesFree(int port) throws StackException {
    long start = System.nanoTime();
    while (!isFree(port)) {
      if (System.nanoTime() - start > STOP_LIMIT.toNanos()) {
        return false;
      }
      pause();
    }
    return true;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
