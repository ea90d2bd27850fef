package io.hybridperf.stack;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Speaks the embedded stack's side of the protocol, and starts nothing. */
final class FakeStack {
  private FakeStack() {}

  public static void main(String[] args) throws Exception {
    System.out.println(
        "started with %s, heap %s MB"
            .formatted(String.join(" ", args), Runtime.getRuntime().maxMemory() >> 20));
    switch (args[0]) {
      case "ready" -> {
        System.out.println("READY {\"coordinator\": \"127.0.0.1:7000\"}");
        BufferedReader input =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line = input.readLine();
        while (line != null && !Objects.equals(line, "stop")) {
          line = input.readLine();
        }
        System.out.println("STOPPED");
      }
      case "failed" -> System.out.println("FAILED port 7000 is taken; free it");
      default -> System.out.println("about to go");
    }
  }
}
