package io.hybridperf.suite.cost;

import io.hybridperf.suite.live.LiveWatch;
import io.hybridperf.suite.watch.RunningLoad;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLConnection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The live metrics of a run, which somebody scrapes once a second, as {@code config/prometheus}
 * does. It is a thread of this JVM: what asking costs counts as what being asked does.
 */
final class ScrapedLive implements Addition {
  /** As Prometheus asks. */
  private static final String OPEN_METRICS =
      "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5";

  private @Nullable LiveWatch live;
  private @Nullable Thread scraper;
  private final AtomicLong scraped = new AtomicLong();
  private long blocks;

  @Override
  public void on(RunningLoad load) {
    blocks++;
    LiveWatch begun = LiveWatch.alone();
    begun.loadBegins(load);
    live = begun;
    URI metrics = URI.create(begun.url() + "metrics");
    scraper = Thread.ofPlatform().daemon().name("scraper").start(() -> scrape(metrics));
  }

  private void scrape(URI metrics) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        URLConnection asked = metrics.toURL().openConnection();
        asked.setRequestProperty("Accept", OPEN_METRICS);
        asked.setRequestProperty("Accept-Encoding", "gzip");
        try (InputStream answer = asked.getInputStream()) {
          if (answer.transferTo(OutputStream.nullOutputStream()) > 0) {
            scraped.incrementAndGet();
          }
        }
        TimeUnit.SECONDS.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // Seen by how often it was scraped.
    }
  }

  @Override
  public String problem(RunningLoad load) {
    // A block lasts at least six seconds.
    return scraped.get() >= 3 * blocks
        ? ""
        : "the live metrics were scraped %s times in %s blocks".formatted(scraped.get(), blocks);
  }

  @Override
  public void off() {
    Thread asking = scraper;
    LiveWatch begun = live;
    if (asking != null && begun != null) {
      asking.interrupt();
      begun.loadEnds();
      begun.close();
      scraper = null;
      live = null;
    }
  }
}
