package io.hybridperf.report.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.report.CommandLineOf;
import io.hybridperf.report.OverviewRun;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunServerTest {
  @TempDir private Path outside;
  private Path results;
  private RunFolder run;
  private RunServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws IOException {
    results = Files.createDirectory(outside.resolve("results"));
    Files.writeString(outside.resolve("secret.txt"), "secret");
    run = OverviewRun.of(1, 8).in(results);
    Files.writeString(run.path().resolve("index.html"), "<title>the page</title>");
    Files.createDirectory(run.path().resolve("charts"));
    Files.writeString(run.path().resolve("charts").resolve("a b.svg"), "<svg/>");
    server = RunServer.start(results, 0);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.address() + path.substring(1))).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String base() {
    return "/runs/" + run.path().getFileName() + "/";
  }

  @Test
  void allRunsAreListedWithVerdictsValuesAndLinks() throws IOException, InterruptedException {
    OverviewRun.of(2, 9).verdict("INVALID").in(results);
    Files.writeString(OverviewRun.of(3, 9).in(results).runJson(), "{");

    HttpResponse<String> page = get("/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("3 runs", "PASS", "INVALID", "because", "NO VERDICT", "damaged: run.json")
        .contains("p99 8.000 ms: TARGET", "href=\"" + base() + "index.html\"");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; style-src 'self'");
    assertThat(get("/overview.css").statusCode()).isEqualTo(200);
  }

  @Test
  void aRunsFilesAreSentInASandbox() throws IOException, InterruptedException {
    HttpResponse<String> page = get(base() + "index.html");

    assertThat(page.body()).isEqualTo("<title>the page</title>");
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("sandbox allow-scripts; default-src 'none'");
    assertThat(get(base() + "charts/a%20b.svg").body()).isEqualTo("<svg/>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../secret.txt",
        "%2e%2e/%2e%2e/secret.txt",
        "..%2f..%2fsecret.txt",
        "..%5c..%5csecret.txt",
        "charts/../../../secret.txt",
        "%00",
        "index.html%00.png",
        "%zz",
        "link.txt",
        "linked/secret.txt",
        "charts",
        "charts/",
        "",
        ".hidden",
        "none.html"
      })
  void nothingElseIsReached(String path) throws IOException {
    Files.writeString(run.path().resolve(".hidden"), "secret");
    Files.createSymbolicLink(run.path().resolve("link.txt"), outside.resolve("secret.txt"));
    Files.createSymbolicLink(run.path().resolve("linked"), outside);

    assertThat(raw("GET " + base() + path + " HTTP/1.1\r\nHost: localhost\r\n"))
        .startsWith("HTTP/1.1 40")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/../secret.txt", "/runs/../secret.txt", "/runs/results/x", "//x", "/x"})
  void noPathLeavesTheRuns(String path) throws IOException {
    assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"))
        .startsWith("HTTP/1.1 40")
        .doesNotContain("secret");
  }

  /** As no client would send it. */
  private String raw(String head) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void otherNamesAndMethodsAreRefused() throws IOException {
    assertThat(raw("GET / HTTP/1.1\r\nHost: evil.example\r\n")).startsWith("HTTP/1.1 421");
    assertThat(raw("DELETE / HTTP/1.1\r\nHost: localhost\r\n")).startsWith("HTTP/1.1 405");
    assertThat(raw("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"))
        .startsWith("HTTP/1.1 405");
    assertThat(raw("HEAD / HTTP/1.1\r\nHost: localhost:80\r\n")).startsWith("HTTP/1.1 200");
  }

  @Test
  void hostileNamesAreText() throws IOException, InterruptedException {
    OverviewRun.of(4, 8).of("<script>alert(1)</script>\u202e\" onx='").in(results);
    Files.move(
        OverviewRun.of(5, 8).in(results).path(), results.resolve("a\"><img src=x onerror=y>&b"));

    String page = get("/").body();

    assertThat(page)
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;img src=x")
        .doesNotContain("<script", "<img", "\u202e");
  }

  @Test
  void onlyThisMachineIsAnswered() {
    assertThat(server.address().getHost()).isEqualTo("127.0.0.1");
  }

  @Test
  void mistakesAreOneLine() {
    CommandLineOf taken =
        CommandLineOf.report(
            "serve", "--port", String.valueOf(server.address().getPort()), results.toString());

    assertThat(taken.status()).isEqualTo(64);
    assertThat(taken.err()).hasLineCount(1).contains("--port=");
    assertThat(CommandLineOf.report("serve", "nowhere").err()).hasLineCount(1).contains("nowhere");
    assertThat(CommandLineOf.report("serve", "--port", "70000").err()).hasLineCount(1);
  }
}
