package io.hybridperf.e2e.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import simulations.Smoke;

/** Several injectors of one load, each a process, and what {@code merge} makes of their folders. */
final class Injectors implements AutoCloseable {
  private static final long LONGEST_MERGE_SECONDS = 60;

  private final List<GatlingProcess> all = new ArrayList<>();
  private final int rendezvous;

  private Injectors(int rendezvous) {
    this.rendezvous = rendezvous;
  }

  /**
   * Starts them at once, the last first.
   *
   * @param number how many
   */
  static Injectors start(
      Project project, FaultyCoordinator coordinator, int number, String... properties) {
    Injectors injectors = new Injectors(freePort());
    for (int share = number; share >= 1; share--) {
      injectors.startOne(project, coordinator, share + "/" + number, properties);
    }
    return injectors;
  }

  private void startOne(
      Project project, FaultyCoordinator coordinator, String share, String... properties) {
    List<String> given = new ArrayList<>(List.of(properties));
    given.add("injector=" + share);
    given.add("rendezvous=127.0.0.1:" + rendezvous);
    all.addFirst(project.start(Smoke.class, coordinator, given.toArray(String[]::new)));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return one of them, from 1} */
  GatlingProcess injector(int number) {
    return all.get(number - 1);
  }

  /** {@return the folders of all} */
  List<Path> folders() {
    return all.stream().map(GatlingProcess::runFolder).toList();
  }

  /**
   * What {@code merge} did.
   *
   * @param status its exit status
   * @param output what it printed
   * @param folder the merged run's, if there is one
   */
  record Merged(int status, String output, Path folder) {
    JsonNode json(String name) {
      try {
        return new ObjectMapper().readTree(folder.resolve(name).toFile());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Merges folders by the command that people type, without Maven. */
  static Merged merge(Path out, List<Path> folders, String... options)
      throws IOException, InterruptedException {
    Files.createDirectories(out);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Project.ROOT.resolve("src/report/target/report.args"));
    command.addAll(List.of("merge", "--out", out.toString()));
    command.addAll(List.of(options));
    folders.forEach(folder -> command.add(folder.toString()));
    Path text = out.resolve("merge.txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(text.toFile()).start();
    if (!process.waitFor(LONGEST_MERGE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("merge hangs: " + Files.readString(text));
    }
    try (Stream<Path> made = Files.list(out)) {
      Path folder = made.filter(Files::isDirectory).findFirst().orElse(out);
      return new Merged(process.exitValue(), Files.readString(text), folder);
    }
  }

  @Override
  public void close() {
    all.forEach(GatlingProcess::close);
  }
}
