package io.hybridperf.gatling.grpc.check;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended: what the checks look at. Stays on the event loop of its user.
 *
 * @param <R> the answer's type
 */
public final class GrpcReply<R> {
  private final Object request;
  private final long serviceNanos;
  private final Status.Code status;
  private final @Nullable R message;
  private boolean statusRead;
  private @Nullable List<Note> notes;

  /**
   * Creates a reply.
   *
   * @param request what was asked
   * @param serviceNanos from the send to the end of the call
   * @param status the status code; the server's description is left out on purpose
   * @param message the answer; null unless the status is OK
   */
  public GrpcReply(Object request, long serviceNanos, Status.Code status, @Nullable R message) {
    this.request = request;
    this.serviceNanos = serviceNanos;
    this.status = status;
    this.message = message;
  }

  /**
   * {@return what was asked}
   *
   * @param type the message's, as the method has it
   * @param <Q> the same
   */
  public <Q> Q request(Class<Q> type) {
    return type.cast(request);
  }

  /** {@return the time from the send to the end of the call, in nanoseconds} */
  public long serviceNanos() {
    return serviceNanos;
  }

  /** The status code. */
  public Status.Code status() {
    return status;
  }

  /** The answer; null unless the status is OK. */
  public @Nullable R message() {
    return message;
  }

  /**
   * Leaves a number, found by a check, to be recorded.
   *
   * @param series what the number is
   * @param value not negative
   */
  public void note(String series, long value) {
    if (notes == null) {
      notes = new ArrayList<>(1);
    }
    notes.add(new Note(series, value));
  }

  /** {@return the numbers that checks left} */
  public List<Note> notes() {
    return notes == null ? List.of() : notes;
  }

  /**
   * A number found by a check.
   *
   * @param series what it is
   * @param value not negative
   */
  public record Note(String series, long value) {}

  /** The status code, for a check of it: that check then decides which codes are failures. */
  Status.Code statusForCheck() {
    statusRead = true;
    return status;
  }

  /** Whether a check read the status since the last time this was asked. */
  public boolean takeStatusRead() {
    boolean read = statusRead;
    statusRead = false;
    return read;
  }
}
