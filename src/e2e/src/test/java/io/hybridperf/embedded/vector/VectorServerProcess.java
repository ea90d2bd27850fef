package io.hybridperf.embedded.vector;

import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.client.RetryConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A vector server in a process of its own, which a test may kill. */
final class VectorServerProcess implements AutoCloseable {
  private final Process process;
  private final int port;

  private VectorServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** What runs in the process: serves the folder, prints its port, and ends with its input. */
  public static void main(String[] args) throws IOException {
    try (VectorServer server = VectorServer.start(Path.of(args[0]))) {
      System.out.println(server.port());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  static VectorServerProcess start(Path dataDir) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                VectorServerProcess.class.getName(),
                dataDir.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String port = output.readLine();
    if (port == null) {
      throw new AssertionError("the vector server did not start");
    }
    return new VectorServerProcess(process, Integer.parseInt(port));
  }

  /** A client that takes no answer for an answer: by itself it asks again for minutes. */
  MilvusClientV2 connect() {
    MilvusClientV2 client =
        new MilvusClientV2(ConnectConfig.builder().uri("http://127.0.0.1:" + port).build());
    client.retryConfig(RetryConfig.builder().maxRetryTimes(1).build());
    return client;
  }

  /** Ends it as the kernel would: without notice. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
