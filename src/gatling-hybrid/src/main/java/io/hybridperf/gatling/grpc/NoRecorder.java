package io.hybridperf.gatling.grpc;

import io.gatling.core.session.Session;

/** Records nothing. */
enum NoRecorder implements CallRecording.Recorder {
  INSTANCE;

  @Override
  public long dueNanos(Session session, long readyNanos) {
    return readyNanos;
  }

  @Override
  public void sent(Session session, String label) {}

  @Override
  public void ended(
      Session session, String label, String status, long dueNanos, long sentNanos, long endNanos) {}

  @Override
  public void unsendable(Session session) {}

  @Override
  public void value(Session session, String label, String status, String series, long value) {}
}
