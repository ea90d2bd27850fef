package io.hybridperf.coordinator.store;

import io.grpc.Deadline;
import io.hybridperf.api.v1.IngestRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps each ingest, durably, until it is in both stores. Every entry is held by one writer at a
 * time, for a lease; entries that share content are written in the order in which they were added.
 * Every method returns or throws by its deadline.
 */
public interface Outbox {

  /**
   * An ingest and the hold on it.
   *
   * @param id higher than that of every earlier entry that shares content with it
   * @param attempt counts the holds; a hold is over when another was taken
   * @param request what to write
   * @param first whether no earlier entry shares content with it
   */
  record Entry(long id, int attempt, IngestRequest request, boolean first) {}

  /**
   * How much is kept.
   *
   * @param entries how many
   * @param oldest the age of the oldest
   */
  record Depth(long entries, Duration oldest) {}

  /**
   * Keeps an ingest and holds it.
   *
   * @throws StoreException if it is not certain that it is kept
   */
  Entry add(IngestRequest request, Deadline deadline) throws StoreException;

  /**
   * Whether no earlier entry shares content with this one any more.
   *
   * @throws StoreException if there is no answer by the deadline
   */
  boolean isFirst(Entry entry, Deadline deadline) throws StoreException;

  /**
   * Takes hold of the earliest entry that nobody holds and that is first of those that share
   * content.
   *
   * @throws StoreException if there is no answer by the deadline
   */
  Optional<Entry> claim(Deadline deadline) throws StoreException;

  /**
   * Forgets an entry: it is in both stores.
   *
   * @throws StoreException if that is not certain; it will then be written again, which is safe
   */
  void done(Entry entry, Deadline deadline) throws StoreException;

  /**
   * Lets an entry go, to be claimed after a pause.
   *
   * @throws StoreException if that is not certain; it may then be claimed when its lease ends
   */
  void postpone(Entry entry, Duration pause, Deadline deadline) throws StoreException;

  /**
   * Counts what is kept.
   *
   * @throws StoreException if there is no answer by the deadline
   */
  Depth depth(Deadline deadline) throws StoreException;
}
