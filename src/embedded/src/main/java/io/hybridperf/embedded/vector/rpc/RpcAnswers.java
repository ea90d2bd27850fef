package io.hybridperf.embedded.vector.rpc;

import io.hybridperf.embedded.vector.schema.RequestException;
import io.hybridperf.embedded.vector.schema.RequestException.Reason;
import io.hybridperf.embedded.vector.schema.ServerName;
import io.milvus.grpc.ErrorCode;
import io.milvus.grpc.Status;
import io.milvus.shaded.io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Function;
import org.apache.lucene.store.AlreadyClosedException;

/**
 * Runs the work of a call and answers it, whatever happens. Milvus reports a refusal inside a
 * successful gRPC answer, and so does this.
 */
final class RpcAnswers {
  /** Nothing is wrong. */
  static final Status OK = Status.getDefaultInstance();

  private static final Logger LOG = System.getLogger(RpcAnswers.class.getName());

  private RpcAnswers() {}

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
          return OK;
        },
        status -> status);
  }

  static <T> void value(StreamObserver<T> observer, Work<T> work, Function<Status, T> refusal) {
    T answer;
    try {
      answer = work.run();
    } catch (RequestException e) {
      answer = refusal.apply(status(e));
    } catch (AlreadyClosedException e) {
      answer =
          refusal.apply(
              status(
                  new RequestException(
                      Reason.COLLECTION_NOT_FOUND,
                      "collection not found: it was dropped, or the server stopped, meanwhile")));
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.ERROR, "A call failed in the " + ServerName.NAME, e);
      answer =
          refusal.apply(
              status(new RequestException("internal error of the " + ServerName.NAME + ": " + e)));
    }
    observer.onNext(answer);
    observer.onCompleted();
  }

  @SuppressWarnings("deprecation") // Milvus's client still looks at the old code as well.
  private static Status status(RequestException e) {
    return Status.newBuilder()
        .setCode(code(e.reason()))
        .setErrorCode(ErrorCode.UnexpectedError)
        .setReason(e.getMessage())
        .setDetail(e.getMessage())
        .build();
  }

  /** Milvus's code; it uses 65535 for most mistakes in a request. */
  private static int code(Reason reason) {
    return switch (reason) {
      case COLLECTION_NOT_FOUND -> 100;
      case COLLECTION_NOT_LOADED -> 101;
      case PARTITION_NOT_FOUND -> 200;
      case INDEX_NOT_FOUND -> 700;
      case DATABASE_NOT_FOUND -> 800;
      case INVALID_PARAMETER -> 1100;
      case OTHER -> 65_535;
    };
  }
}
