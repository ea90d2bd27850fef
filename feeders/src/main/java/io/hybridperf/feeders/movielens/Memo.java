package io.hybridperf.feeders.movielens;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Computes a value at the first call and keeps it. */
final class Memo<T> implements Supplier<T> {

  private final Supplier<T> source;
  private @Nullable T value;

  private Memo(Supplier<T> source) {
    this.source = source;
  }

  static <T> Memo<T> of(Supplier<T> source) {
    return new Memo<>(source);
  }

  @Override
  public synchronized T get() {
    T known = value;
    if (known == null) {
      known = source.get();
      value = known;
    }
    return known;
  }
}
