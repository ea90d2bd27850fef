package io.hybridperf.suite.injector;

import io.hybridperf.measurement.load.Share;
import io.hybridperf.suite.settings.UserError;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the injectors of a load meet: in injector 1. It hears who is ready, tells its time, and
 * when all are there says when all begin. A guest that leaves before that may come again.
 */
final class RendezvousHost implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 10_000;
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

  private final ServerSocket server;
  private final Message.Hello own;
  private final Duration mostOffset;
  private final WallClock clock;
  private final Consumer<String> say;
  private final Map<Integer, Wire> ready = new TreeMap<>();
  private long slowestMillis;
  private String problem = "";
  private boolean started;

  /**
   * Listens.
   *
   * @param address where
   * @param own share and traits
   * @param mostOffset by how much a guest's clock may be ahead or behind
   * @param clock that all go by
   * @param say tells people
   * @throws IOException if it cannot listen there
   */
  RendezvousHost(
      InetSocketAddress address,
      Message.Hello own,
      Duration mostOffset,
      WallClock clock,
      Consumer<String> say)
      throws IOException {
    this.own = own;
    this.mostOffset = mostOffset;
    slowestMillis = own.uptimeMillis();
    this.clock = clock;
    this.say = say;
    server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(address);
    Thread.ofVirtual().name("rendezvous").start(this::listen);
  }

  /**
   * {@return an address of this machine's own, once its name is known}
   *
   * @param address looked up anew at each try
   * @param most how long it is tried
   * @throws IOException if the name stays unknown
   */
  static InetSocketAddress known(Supplier<InetSocketAddress> address, Duration most)
      throws IOException {
    long end = System.nanoTime() + most.toNanos();
    InetSocketAddress own = address.get();
    while (own.isUnresolved()) {
      if (System.nanoTime() > end) {
        throw new IOException("the name is unknown after %s s".formatted(most.toSeconds()));
      }
      try {
        Thread.sleep(BETWEEN_TRIES);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
      own = address.get();
    }
    return own;
  }

  int port() {
    return server.getLocalPort();
  }

  private void listen() {
    while (!server.isClosed()) {
      try {
        Socket guest = server.accept();
        Thread.ofVirtual().name("rendezvous-guest").start(() -> receive(guest));
      } catch (IOException e) {
        // Closed, or a guest that left at once.
      }
    }
  }

  private void receive(Socket socket) {
    @Nullable Integer number = null;
    try (Wire wire = new Wire(socket)) {
      wire.timeoutMillis(PATIENCE_MILLIS);
      Message.Hello guest = Message.hello(wire.read());
      String refusal = refusal(guest);
      if (!refusal.isEmpty()) {
        say.accept("injector %s came and was refused: %s".formatted(guest.injector(), refusal));
        wire.write(Message.REFUSED + refusal);
        return;
      }
      wire.write(Message.WELCOME);
      String line = wire.read();
      while (line.equals(Message.TIME)) {
        wire.write(Message.TIME + " " + clock.epochNanos());
        line = wire.read();
      }
      isReady(guest, wire, Message.number(line, Message.READY));
      number = guest.share().number();
      wire.timeoutMillis(0);
      // It has nothing more to say: this waits until it leaves.
      String _ = wire.read();
    } catch (IOException | IllegalArgumentException e) {
      // Whoever it was has left, or is no injector.
    } finally {
      leaves(number);
    }
  }

  private synchronized String refusal(Message.Hello guest) {
    Share share = guest.share();
    Share here = own.share();
    return share.of() != here.of()
        ? "injector 1 is %s: give all the same number of injectors".formatted(here)
        : share.isFirst() || ready.containsKey(share.number())
            ? "an injector %s is here already: give each a number of its own".formatted(share)
            : guest.difference(own.traits());
  }

  private synchronized void isReady(Message.Hello guest, Wire wire, long clockOffsetNanos)
      throws IOException {
    int number = guest.share().number();
    if (ready.putIfAbsent(number, wire) != null) {
      throw new IOException("another came first");
    }
    slowestMillis = Math.max(slowestMillis, guest.uptimeMillis());
    if (problem.isEmpty() && Duration.ofNanos(clockOffsetNanos).abs().compareTo(mostOffset) > 0) {
      problem =
          String.format(
              Locale.ROOT,
              "the clock of injector %d/%d is %.3f s %s that of injector 1, limit %s s (audit.clock-offset): set the clocks, as by NTP",
              number,
              own.share().of(),
              Math.abs(clockOffsetNanos) / 1e9,
              clockOffsetNanos > 0 ? "ahead of" : "behind",
              mostOffset.toMillis() / 1e3);
    }
    notifyAll();
  }

  private synchronized void leaves(@Nullable Integer number) {
    if (number != null && !started) {
      ready.remove(number);
    }
  }

  /**
   * Waits for all, and tells them when they begin.
   *
   * @param most how long to wait
   * @param leastAhead from when all are ready to when they begin; or as long as it took the slowest
   *     to come
   * @param mostAhead and that at most
   * @return when, in nanoseconds since 1970 by this machine's clock
   * @throws UserError in one line, if not all came, or their clocks are too far apart
   */
  synchronized long awaitAll(Duration most, Duration leastAhead, Duration mostAhead) {
    long end = System.nanoTime() + most.toNanos();
    while (ready.size() < own.share().of() - 1 && problem.isEmpty()) {
      long millis = (end - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        problem =
            "not all injectors have come to the rendezvous within %s s: %s missing; start them, or leave them out of -Dinjector"
                .formatted(most.toSeconds(), missing());
      } else {
        try {
          wait(millis);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          problem = "injector 1 was interrupted";
        }
      }
    }
    started = true;
    if (!problem.isEmpty()) {
      tell(Message.REFUSED + problem);
      throw new UserError("injector=%s: %s".formatted(own.injector(), problem));
    }
    long millis = Math.clamp(slowestMillis, leastAhead.toMillis(), mostAhead.toMillis());
    long start = clock.epochNanos() + Duration.ofMillis(millis).toNanos();
    tell(Message.START + start);
    return start;
  }

  private String missing() {
    return IntStream.rangeClosed(2, own.share().of())
        .filter(number -> !ready.containsKey(number))
        .mapToObj(number -> number + "/" + own.share().of())
        .collect(Collectors.joining(", "));
  }

  private void tell(String line) {
    ready.forEach((number, wire) -> {
      try {
        wire.write(line);
      } catch (IOException e) {
        say.accept("injector %s/%s has left".formatted(number, own.share().of()));
      }
    });
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Wire wire : waiting()) {
      wire.close();
    }
  }

  private synchronized List<Wire> waiting() {
    return List.copyOf(ready.values());
  }
}
