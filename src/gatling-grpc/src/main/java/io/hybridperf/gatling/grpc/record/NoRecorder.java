package io.hybridperf.gatling.grpc.record;

import io.gatling.core.session.Session;

/** Records nothing. */
enum NoRecorder implements CallRecording.Recorder {
  INSTANCE;

  @Override
  public long dueNanos(Session session, long readyNanos) {
    return readyNanos;
  }

  @Override
  public int phase(Session session, long dueNanos) {
    return 0;
  }

  @Override
  public void sent(int phase, String label) {}

  @Override
  public void ended(
      int phase, String label, String status, long dueNanos, long sentNanos, long endNanos) {}

  @Override
  public void unsendable(int phase, String label) {}

  @Override
  public void value(String series, long value) {}
}
