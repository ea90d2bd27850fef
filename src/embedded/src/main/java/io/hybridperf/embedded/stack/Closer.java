package io.hybridperf.embedded.stack;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;

/**
 * What is open and must be closed, last opened first, whenever the end comes: after years or in the
 * middle of starting.
 */
final class Closer {
  private final Deque<AutoCloseable> resources = new ArrayDeque<>();
  private boolean closing;

  /**
   * Remembers a resource that has just been opened.
   *
   * @throws CancellationException if the end came first; the resource has been closed
   */
  <T extends AutoCloseable> T keep(T resource) {
    synchronized (this) {
      if (!closing) {
        resources.push(resource);
        return resource;
      }
    }
    close(resource);
    throw new CancellationException("the stack is stopping");
  }

  /** Closes one before the others. */
  void closeNow(AutoCloseable resource) {
    synchronized (this) {
      if (!resources.remove(resource)) {
        return;
      }
    }
    close(resource);
  }

  /** Closes everything, and from now on whatever comes. */
  void closeAll() {
    while (true) {
      AutoCloseable resource;
      synchronized (this) {
        closing = true;
        if (resources.isEmpty()) {
          return;
        }
        resource = resources.pop();
      }
      close(resource);
    }
  }

  /** Closes it; what goes wrong there is only logged, since the others are to be closed too. */
  static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      Logs.LOG.log(System.Logger.Level.WARNING, "closing " + resource, e);
    }
  }
}
