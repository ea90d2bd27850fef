package io.hybridperf.measurement.record;

import org.HdrHistogram.WriterReaderPhaser;

/**
 * One thread's writer: two buffers, of which the thread fills one while the flusher empties the
 * other. As in HdrHistogram's {@code SingleWriterRecorder}, a {@link WriterReaderPhaser} tells the
 * flusher when the thread has left the buffer just swapped out; but one passage of it guards all
 * histograms of a request.
 */
final class ThreadWriter implements SampleWriter {

  private static final long YIELD_NANOS = 50_000;

  private final Thread owner = Thread.currentThread();
  private final WriterReaderPhaser phaser = new WriterReaderPhaser();
  private volatile SampleBuffer active;
  private SampleBuffer inactive;

  ThreadWriter(int phaseCount) {
    active = new SampleBuffer(phaseCount);
    inactive = new SampleBuffer(phaseCount);
  }

  @Override
  public void sent(int phase, String label) {
    long passage = phaser.writerCriticalSectionEnter();
    try {
      active.sent(phase, label);
    } finally {
      phaser.writerCriticalSectionExit(passage);
    }
  }

  @Override
  public void record(
      int phase,
      String label,
      String status,
      long serviceNanos,
      long responseNanos,
      long lagNanos) {
    long passage = phaser.writerCriticalSectionEnter();
    try {
      active.record(phase, label, status, serviceNanos, responseNanos, lagNanos);
    } finally {
      phaser.writerCriticalSectionExit(passage);
    }
  }

  @Override
  public void record(
      int phase,
      String label,
      String status,
      long serviceNanos,
      long responseNanos,
      long lagNanos,
      String[] series,
      long[] values,
      int count) {
    long passage = phaser.writerCriticalSectionEnter();
    try {
      Cell cell = active.record(phase, label, status, serviceNanos, responseNanos, lagNanos);
      active.values(cell, series, values, count);
    } finally {
      phaser.writerCriticalSectionExit(passage);
    }
  }

  @Override
  public void value(String series, int phase, String label, String status, long value) {
    long passage = phaser.writerCriticalSectionEnter();
    try {
      active.value(series, phase, label, status, value);
    } finally {
      phaser.writerCriticalSectionExit(passage);
    }
  }

  @Override
  public void dropped(int phase, String label) {
    long passage = phaser.writerCriticalSectionEnter();
    try {
      active.dropped(phase, label);
    } finally {
      phaser.writerCriticalSectionExit(passage);
    }
  }

  @Override
  public void sentTo(String target) {
    long passage = phaser.writerCriticalSectionEnter();
    try {
      active.sentTo(target);
    } finally {
      phaser.writerCriticalSectionExit(passage);
    }
  }

  @Override
  public void endedAt(String target, String status) {
    long passage = phaser.writerCriticalSectionEnter();
    try {
      active.endedAt(target, status);
    } finally {
      phaser.writerCriticalSectionExit(passage);
    }
  }

  /** Whether the thread may still record. */
  boolean alive() {
    return owner.isAlive();
  }

  /**
   * Swaps the buffers. For the flusher only, which must reset what it gets before it calls again.
   *
   * @return what was recorded since the last call
   */
  SampleBuffer drain() {
    phaser.readerLock();
    try {
      SampleBuffer full = active;
      active = inactive;
      inactive = full;
      phaser.flipPhase(YIELD_NANOS);
      return full;
    } finally {
      phaser.readerUnlock();
    }
  }
}
