package io.hybridperf.embedded.vector.rpc;

import io.hybridperf.embedded.vector.VectorServer;
import io.milvus.grpc.Status;
import io.milvus.shaded.io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Function;
import org.apache.lucene.store.AlreadyClosedException;

/** Runs the work of a call and answers it, whatever happens. */
final class Answers {
  private static final Logger LOG = System.getLogger(Answers.class.getName());

  private Answers() {}

  /** Work that ends in an answer. */
  interface Work<T> {
    T run() throws IOException;
  }

  /** Work whose answer is that it is done. */
  interface Step {
    void run() throws IOException;
  }

  static void done(StreamObserver<Status> observer, Step step) {
    value(
        observer,
        () -> {
          step.run();
          return Statuses.OK;
        },
        status -> status);
  }

  static <T> void value(StreamObserver<T> observer, Work<T> work, Function<Status, T> refusal) {
    T answer;
    try {
      answer = work.run();
    } catch (MilvusError e) {
      answer = refusal.apply(Statuses.of(e));
    } catch (AlreadyClosedException e) {
      answer =
          refusal.apply(
              Statuses.of(
                  new MilvusError(
                      MilvusError.COLLECTION_NOT_FOUND,
                      "collection not found: it was dropped, or the server stopped, meanwhile")));
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.ERROR, "A call failed in the " + VectorServer.name(), e);
      answer =
          refusal.apply(
              Statuses.of(
                  new MilvusError("internal error of the " + VectorServer.name() + ": " + e)));
    }
    observer.onNext(answer);
    observer.onCompleted();
  }
}
