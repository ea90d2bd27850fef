package io.hybridperf.coordinator.store.guard;

/** What an operation does to a store: how long it may take, and how its time is judged. */
public enum Access {
  /** Short. A slow one counts against the store. */
  READ,
  /** A write or a part of one. Its time grows with what is written, so a slow one says nothing. */
  WRITE
}
