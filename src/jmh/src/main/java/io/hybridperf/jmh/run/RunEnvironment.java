package io.hybridperf.jmh.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.jmh.backend.Availability;
import io.hybridperf.jmh.backend.Backends;
import io.hybridperf.jmh.backend.VectorSearchBackend;
import io.hybridperf.jmh.cuvs.Nvml;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a result was measured on: without it, a number says nothing. */
final class RunEnvironment {
  private RunEnvironment() {}

  static ObjectNode describe(ObjectMapper json) {
    ObjectNode node = json.createObjectNode();
    node.put("recordedAt", Instant.now().toString());
    node.put("gitRevision", gitRevision());
    ObjectNode machine = node.putObject("machine");
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    machine.put("architecture", System.getProperty("os.arch"));
    machine.put("processor", processor());
    machine.put("processors", Runtime.getRuntime().availableProcessors());
    machine.put("memoryBytes", memoryBytes());
    machine.put("loadAverage", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    ObjectNode jvm = node.putObject("jvm");
    jvm.put("name", System.getProperty("java.vm.name"));
    jvm.put("vendor", System.getProperty("java.vendor"));
    jvm.put("version", System.getProperty("java.runtime.version"));
    ArrayNode gpus = node.putArray("gpus");
    Nvml.open()
        .ifPresent(nvml -> {
          node.put("nvidiaDriver", nvml.driverVersion());
          for (int device = 0; device < nvml.devices(); device++) {
            gpus.add(nvml.name(device));
          }
        });
    ArrayNode backends = node.putArray("backends");
    for (VectorSearchBackend backend : Backends.all()) {
      ObjectNode one = backends.addObject().put("name", backend.name());
      switch (backend.probe()) {
        case Availability.Available() ->
            one.put("version", backend.version()).put("devices", backend.devices());
        case Availability.Unavailable(String reason) -> one.put("unavailable", reason);
      }
    }
    return node;
  }

  private static String processor() {
    return firstLine(Path.of("/proc/cpuinfo"), "model name").orElse("unknown");
  }

  private static long memoryBytes() {
    return firstLine(Path.of("/proc/meminfo"), "MemTotal")
        .map(value -> Long.parseLong(value.replaceAll("[^0-9]", "")) << 10)
        .orElse(-1L);
  }

  private static Optional<String> firstLine(Path file, String key) {
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** From the bundle when this is one, otherwise from git; "unknown" where there is neither. */
  static String gitRevision() {
    String given = System.getProperty("bench.revision", "");
    if (!given.isEmpty()) {
      return given;
    }
    try {
      Process git =
          new ProcessBuilder(List.of("git", "describe", "--always", "--dirty", "--abbrev=40"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String revision =
          new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 ? revision : "unknown";
    } catch (IOException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
