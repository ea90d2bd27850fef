package io.hybridperf.loader;

import java.time.Duration;
import java.util.function.Consumer;

/** Says how far something is, now and then. */
public final class Pace {
  private static final long EVERY = Duration.ofSeconds(2).toNanos();

  private final Consumer<String> say;
  private final String what;
  private final long all;
  private long last = System.nanoTime();

  /**
   * @param say told
   * @param what is counted, with its store, as {@code Milvus: embeddings}
   * @param all how many there are
   */
  public Pace(Consumer<String> say, String what, long all) {
    this.say = say;
    this.what = what;
    this.all = all;
  }

  /**
   * Says it, unless that was done within the last two seconds.
   *
   * @param done how many are done
   */
  public void at(long done) {
    long now = System.nanoTime();
    if (now - last >= EVERY) {
      last = now;
      say.accept("%s: %s of %s".formatted(what, done, all));
    }
  }
}
