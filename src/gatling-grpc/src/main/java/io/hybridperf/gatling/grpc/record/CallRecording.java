package io.hybridperf.gatling.grpc.record;

import io.gatling.core.session.Session;
import io.hybridperf.measurement.run.Status;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Takes down every call that is not silent, beside Gatling's own statistics. */
@FunctionalInterface
public interface CallRecording {
  /** Records nothing. */
  CallRecording NONE = () -> NoRecorder.INSTANCE;

  /** The status of an answer that came with OK and then failed a check. */
  String CHECK_FAILED = Status.CHECK_FAILED;

  /**
   * Opens a recorder for one event loop. Called once for each, before the first user starts.
   *
   * @return a recorder that only the event loop uses from then on
   */
  Recorder openForEventLoop();

  /**
   * Learns where calls go and where to read how many are in flight. Called once, before the first
   * user starts.
   *
   * @param targets where the calls go
   * @param inFlight calls sent and not ended; may be read on any thread
   */
  default void connected(List<String> targets, IntSupplier inFlight) {}

  /**
   * Learns of a server that calls are balanced over, before one goes there. Called on event loops,
   * once or more for each.
   *
   * @param backend a target that {@link #connected} names, or a server behind one, as {@code
   *     dns:///name:port at 10.0.0.3:50051}
   */
  default void reaches(String backend) {}

  /** Which call it was: for those few that are described one by one. Asked on the event loop. */
  interface Call {

    /** {@return the id of its trace; empty: it is not traced} */
    String trace();

    /** {@return the target that was asked, where there are several; null: there is but one} */
    @Nullable String target();

    /** {@return what was asked, in a few words; empty: nobody says} */
    String asked();
  }

  /** Takes down the calls of one event loop, on that loop. */
  interface Recorder {

    /**
     * Says when a call is due. Called once a call, silent or not, before it is sent; a call that is
     * due later waits until then.
     *
     * @param session the user's
     * @param readyNanos when the user came to the call, as {@link System#nanoTime}
     * @return when the arrival plan wanted the call, for the first one of a planned user; otherwise
     *     {@code readyNanos}
     */
    long dueNanos(Session session, long readyNanos);

    /**
     * Says in which phase of the load a call is recorded.
     *
     * @param session the user's
     * @param dueNanos when the call was due
     * @return the phase's index
     */
    int phase(Session session, long dueNanos);

    /**
     * Says under which name Gatling's own report shows a call.
     *
     * @param phase the phase's index
     * @param requestName its name in the scenario
     * @return null: not at all
     */
    default @Nullable String shown(int phase, String requestName) {
      return requestName;
    }

    /**
     * Counts a call that is about to be sent.
     *
     * @param phase the phase's index
     * @param label the kind of the call
     */
    void sent(int phase, String label);

    /**
     * Says which call it is whose end is recorded next, before any other call's.
     *
     * @param call not to be kept
     */
    default void call(Call call) {}

    /**
     * Records a call that ended.
     *
     * @param phase the phase's index
     * @param label the kind of the call
     * @param status a gRPC status code's name, or {@link #CHECK_FAILED}
     * @param dueNanos when it was due
     * @param sentNanos when it was sent
     * @param endNanos when its end was known
     */
    void ended(
        int phase, String label, String status, long dueNanos, long sentNanos, long endNanos);

    /**
     * Counts, where there are several targets, whose call is about to be sent.
     *
     * @param target one of those that {@link #connected} or {@link #reaches} named
     */
    default void sentTo(String target) {}

    /**
     * Counts, where there are several targets, whose call ended: that whose end is recorded next.
     * Of a server behind one of several targets after that target.
     *
     * @param target one of those that {@link #connected} or {@link #reaches} named
     * @param status as {@link #ended} is told
     */
    default void endedAt(String target, String status) {}

    /**
     * Counts a call that could not be sent because its name or its request could not be made.
     *
     * @param phase the phase's index
     * @param label the kind of the call, as far as known
     */
    void unsendable(int phase, String label);

    /**
     * Takes a number found in an answer. It belongs to the call whose end is recorded next, which
     * happens before any other call's.
     *
     * @param series what the number is
     * @param value not negative
     */
    void value(String series, long value);
  }
}
