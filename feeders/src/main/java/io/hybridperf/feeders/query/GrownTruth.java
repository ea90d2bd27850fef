package io.hybridperf.feeders.query;

import io.hybridperf.feeders.file.Checksum;
import io.hybridperf.feeders.file.FeederDataException;
import io.hybridperf.feeders.file.ShippedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Ground truth over more films than the shipped ones: computed once, and kept in a folder. */
final class GrownTruth {
  private static final long EVERY_NANOS = Duration.ofSeconds(5).toNanos();

  private final Path folder;
  private final String films;
  private final ShippedQueries shipped;
  private final Consumer<String> say;

  /**
   * @param folder that keeps it, made if need be
   * @param films identifies the films
   * @param shipped the queries
   * @param say told how far it is
   */
  GrownTruth(Path folder, String films, ShippedQueries shipped, Consumer<String> say) {
    this.folder = folder;
    this.films = films;
    this.shipped = shipped;
    this.say = say;
  }

  /**
   * The nearest films of every query.
   *
   * @param search over the films
   * @param depth how many films, 1 to all
   */
  TruthFile of(ExactSearch search, int depth) {
    byte[] name = films.getBytes(StandardCharsets.UTF_8);
    TruthFile.Sources sources =
        new TruthFile.Sources(
            Checksum.of(name, name.length),
            shipped.truth().sources().queryVectors(),
            shipped.truth().sources().queryTexts());
    Path file = folder.resolve("query-truth-%s-%s.bin".formatted(films, depth));
    return kept(file, sources).orElseGet(() -> computed(search, depth, sources, file));
  }

  /** What is damaged, or of other queries, is computed again. */
  private Optional<TruthFile> kept(Path file, TruthFile.Sources sources) {
    try {
      TruthFile truth =
          TruthFile.decode(new ShippedFile(file.toString()), Files.readAllBytes(file));
      return Optional.of(truth).filter(read -> read.sources().equals(sources));
    } catch (IOException | FeederDataException e) {
      return Optional.empty();
    }
  }

  private TruthFile computed(ExactSearch search, int depth, TruthFile.Sources sources, Path file) {
    int queries = shipped.vectors().size();
    say.accept(
        "ground truth: computing the %s nearest films of each of %s queries, once"
            .formatted(depth, queries));
    AtomicLong last = new AtomicLong(System.nanoTime());
    TruthFile truth =
        search.truth(
            shipped.vectors(),
            depth,
            sources,
            percent -> {
              long now = System.nanoTime();
              long before = last.get();
              if (now - before >= EVERY_NANOS && last.compareAndSet(before, now)) {
                say.accept("ground truth: %s %%".formatted(percent));
              }
            });
    keep(truth, file);
    return truth;
  }

  private void keep(TruthFile truth, Path file) {
    try {
      Files.createDirectories(folder);
      Path draft = Files.createTempFile(folder, "query-truth", ".tmp");
      Files.write(draft, truth.encode());
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      say.accept("ground truth: not kept for the next run (%s)".formatted(e));
    }
  }
}
