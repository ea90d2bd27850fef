package io.hybridperf.jmh.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.jmh.backend.Availability;
import io.hybridperf.jmh.backend.Backends;
import io.hybridperf.jmh.backend.VectorSearchBackend;
import io.hybridperf.jmh.cuvs.Nvml;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.origin.GitRevision;
import io.hybridperf.measurement.origin.Machine;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;

/** What a result was measured on: without it, a number says nothing. */
final class RunEnvironment {
  private static final int SCHEMA_VERSION = 1;

  private RunEnvironment() {}

  /** A document of results to be filled, which says what it is and what it was measured on. */
  static ObjectNode document(String kind) {
    ObjectNode document = Json.mapper().createObjectNode();
    document.put("schemaVersion", SCHEMA_VERSION).put("kind", kind);
    ObjectNode node = document.putObject("environment");
    node.put("recordedAt", Instant.now().toString());
    node.put("gitRevision", gitRevision());
    Machine here = Machine.current();
    node.putObject("machine")
        .put("os", here.os())
        .put("processor", here.cpuModel())
        .put("processors", here.cpus())
        .put("memoryBytes", here.memoryBytes())
        .put("loadAverage", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    node.putObject("jvm")
        .put("name", here.jvm())
        .put("version", System.getProperty("java.runtime.version"));
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
    return document;
  }

  /** From the bundle when this is one, otherwise from git; "unknown" where there is neither. */
  private static String gitRevision() {
    String given = System.getProperty("bench.revision", "");
    return given.isEmpty()
        ? GitRevision.of(Path.of("").toAbsolutePath())
            .map(git -> git.revision() + (git.dirty() ? "-dirty" : ""))
            .orElse("unknown")
        : given;
  }
}
