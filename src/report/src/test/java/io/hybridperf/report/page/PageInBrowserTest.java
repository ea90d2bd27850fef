package io.hybridperf.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.net.httpserver.HttpServer;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.report.LargeRun;
import io.hybridperf.report.model.RunReport;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A run's pages in Chromium. Without one on the path these are skipped, unless {@code
 * -Dbrowser.required=true} makes that a failure.
 */
@Tag("slow")
class PageInBrowserTest {

  /** Jenkins's own, for what builds leave behind. */
  private static final String JENKINS =
      "sandbox; default-src 'none'; img-src 'self'; style-src 'self'";

  @TempDir private static Path results;
  private static Path folder = Path.of("unset");

  @BeforeAll
  static void writeAll() throws IOException {
    if (program("chromium").isEmpty() || program("chromedriver").isEmpty()) {
      String missing =
          "no chromium and chromedriver on the path: apt-get install chromium chromium-driver";
      if (Boolean.getBoolean("browser.required")) {
        throw new AssertionError(missing);
      }
      abort(missing);
    }
    RunFolder run = new LargeRun(30, 16).in(results);
    folder = run.path();
    ReportFiles files = new ReportFiles(RunReport.read(run));
    files.writePage();
    files.writePictures();
  }

  private static List<Path> program(String name) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(path -> Path.of(path, name))
        .filter(Files::isExecutable)
        .toList();
  }

  private static ChromeDriver browser(int width, boolean dark) {
    return browser(width, dark, true);
  }

  private static ChromeDriver browser(int width, boolean dark, boolean scripts) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(program("chromium").getFirst().toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=%s,1000".formatted(width));
    if (dark) {
      options.addArguments("--blink-settings=preferredColorScheme=0");
    }
    if (!scripts) {
      options.setExperimentalOption(
          "prefs", Map.of("profile.managed_default_content_settings.javascript", 2));
    }
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(program("chromedriver").getFirst().toFile())
            .usingAnyFreePort()
            .withTimeout(Duration.ofMinutes(2))
            .build();
    ChromeDriver browser = new ChromeDriver(service, options);
    browser.manage().timeouts().scriptTimeout(Duration.ofMinutes(2));
    return browser;
  }

  private static List<String> messages(ChromeDriver browser) {
    return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  private static List<String> requests(ChromeDriver browser) {
    return browser.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
        .map(LogEntry::getMessage)
        .filter(message -> message.contains("Network.requestWillBeSent\""))
        .filter(message -> message.contains("http://") || message.contains("https://"))
        .filter(message -> message.contains("\"url\":\"http"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"1400, false", "1400, true", "400, false", "400, true"})
  void drawsEveryChartWithoutAnErrorOrARequest(int width, boolean dark) {
    ChromeDriver browser = browser(width, dark);
    try {
      browser.get(folder.resolve("index.html").toUri().toString());

      Map<?, ?> drawn =
          (Map<?, ?>)
              browser.executeScript(
                  "return Object.fromEntries([...document.querySelectorAll('figure .chart')]"
                      + ".map(each => [each.id, each.querySelectorAll('svg path').length]))");
      assertThat(drawn).hasSizeGreaterThan(8);
      drawn.forEach((id, paths) ->
          assertThat(((Number) paths).intValue()).as(id.toString()).isGreaterThan(5));
      assertThat(messages(browser)).isEmpty();
      assertThat(requests(browser)).isEmpty();
      Number wide = (Number) browser.executeScript("return document.documentElement.scrollWidth");
      Number seen = (Number) browser.executeScript("return window.innerWidth");
      assertThat(wide.intValue()).as("nothing sticks out").isLessThanOrEqualTo(seen.intValue());
    } finally {
      browser.quit();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1400, 400})
  void hasItsNumbersWithoutScripts(int width) {
    ChromeDriver browser = browser(width, false, false);
    try {
      browser.get(folder.resolve("index.html").toUri().toString());

      assertThat(browser.findElement(By.cssSelector("main > noscript p")).getText())
          .contains("Scripts are off");
      List<WebElement> figures = browser.findElements(By.cssSelector("figure"));
      assertThat(figures).hasSizeGreaterThan(8);
      for (WebElement figure : figures.subList(0, 4)) {
        // No empty frame stands where the chart would be.
        assertThat(figure.findElement(By.className("chart")).isDisplayed()).isFalse();
        figure.findElement(By.tagName("summary")).click();
        assertThat(figure.findElement(By.cssSelector("table tbody tr")).isDisplayed()).isTrue();
      }
    } finally {
      browser.quit();
    }
  }

  @ParameterizedTest
  @CsvSource({"index.html, false", "index.html, true", "static.html, false", "static.html, true"})
  void isAccessible(String name, boolean dark) throws IOException {
    ChromeDriver browser = browser(1400, dark);
    try {
      browser.get(folder.resolve(name).toUri().toString());
      browser.executeScript(
          "document.querySelectorAll('details').forEach(each => each.open = true)");
      browser.executeScript(axe());

      Object result =
          browser.executeAsyncScript(
              "const done = arguments[0];"
                  + "axe.run().then(r => done(r.violations.filter(v => ['serious', 'critical'].includes(v.impact))"
                  + ".map(v => v.id + ': ' + v.help + ' ' + v.nodes[0].html.slice(0, 200))));");

      assertThat((List<?>) result).isEmpty();
    } finally {
      browser.quit();
    }
  }

  private static String axe() throws IOException {
    try (InputStream in = PageInBrowserTest.class.getResourceAsStream("/axe.min.js")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void showsPicturesInItsStyleUnderThePolicyOfJenkins() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          Path file = folder.resolve(exchange.getRequestURI().getPath().substring(1)).normalize();
          byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
          Map<String, String> types =
              Map.of("html", "text/html", "css", "text/css", "svg", "image/svg+xml");
          String type = file.toString().replaceFirst(".*\\.", "");
          exchange.getResponseHeaders().add("Content-Type", types.getOrDefault(type, "text/plain"));
          exchange.getResponseHeaders().add("Content-Security-Policy", JENKINS);
          exchange.sendResponseHeaders(
              Files.exists(file) ? 200 : 404, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    ChromeDriver browser = browser(1400, false);
    try {
      browser.get("http://127.0.0.1:%s/static.html".formatted(server.getAddress().getPort()));

      List<WebElement> pictures = browser.findElements(By.cssSelector("figure img"));
      assertThat(pictures).hasSizeGreaterThan(8);
      for (WebElement picture : pictures) {
        // What was blocked or is broken has no size of its own.
        assertThat(picture.getDomProperty("naturalWidth")).isEqualTo("760");
      }
      assertThat(browser.findElement(By.cssSelector(".verdict")).getCssValue("background-color"))
          .isNotEqualTo("rgba(0, 0, 0, 0)");
      List<String> said = new ArrayList<>(messages(browser));
      said.removeIf(message -> message.contains("favicon"));
      assertThat(said).isEmpty();
    } finally {
      browser.quit();
      server.stop(0);
    }
  }
}
