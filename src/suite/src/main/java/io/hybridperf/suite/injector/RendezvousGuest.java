package io.hybridperf.suite.injector;

import io.hybridperf.suite.settings.UserError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Goes to the rendezvous of a load's injectors, and waits there until all have come. */
final class RendezvousGuest {
  private static final int EXCHANGES = 16;
  private static final long PATIENCE_MILLIS = 10_000;
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

  /**
   * What was agreed on.
   *
   * @param startEpochNanos when all begin, by injector 1's clock
   * @param clock the own clock beside that
   */
  record Agreed(long startEpochNanos, ClockComparison clock) {}

  private final Supplier<InetSocketAddress> address;
  private final Message.Hello own;
  private final WallClock clock;

  /**
   * @param address of injector 1, looked up anew at each try
   * @param own share and traits
   * @param clock of this machine
   */
  RendezvousGuest(Supplier<InetSocketAddress> address, Message.Hello own, WallClock clock) {
    this.address = address;
    this.own = own;
    this.clock = clock;
  }

  /**
   * Waits for all.
   *
   * @param most how long
   * @throws UserError in one line, if it is refused, or not all came
   */
  Agreed join(Duration most) {
    long end = System.nanoTime() + most.toNanos();
    try (Wire wire = connected(end)) {
      return agree(wire, end);
    } catch (IOException e) {
      throw refused(
          "the rendezvous of injector 1 at %s broke off: %s"
              .formatted(address.get(), e.getMessage()));
    }
  }

  private UserError refused(String why) {
    return new UserError("injector=%s: %s".formatted(own.injector(), why));
  }

  /** Injector 1 may come later, and its name be known later still. */
  private Wire connected(long end) throws IOException {
    while (true) {
      InetSocketAddress to = address.get();
      Socket socket = new Socket();
      try {
        socket.connect(to, Math.toIntExact(PATIENCE_MILLIS));
        return new Wire(socket);
      } catch (IOException e) {
        socket.close();
        if (System.nanoTime() > end) {
          throw refused(
              "injector 1 has not come to %s: %s; start it, or give all the same -Drendezvous"
                  .formatted(to, e.getMessage()));
        }
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(BETWEEN_TRIES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused("interrupted");
    }
  }

  private Agreed agree(Wire wire, long end) throws IOException {
    wire.timeoutMillis(PATIENCE_MILLIS);
    wire.write(Message.of(own));
    String welcome = wire.read();
    refuseIf(welcome);
    if (!welcome.equals(Message.WELCOME)) {
      throw refused("what answers at %s is no injector 1".formatted(address.get()));
    }
    List<ClockComparison.Exchange> exchanges = new ArrayList<>();
    for (int n = 0; n < EXCHANGES; n++) {
      long asked = clock.epochNanos();
      wire.write(Message.TIME);
      long theirs = Message.number(wire.read(), Message.TIME + " ");
      exchanges.add(new ClockComparison.Exchange(asked, theirs, clock.epochNanos()));
    }
    ClockComparison compared = ClockComparison.of(exchanges);
    wire.write(Message.READY + compared.offsetNanos());
    // Injector 1 gives up at its own time, and says who is missing.
    long millis = Math.max(0, (end - System.nanoTime()) / 1_000_000) + 2 * PATIENCE_MILLIS;
    wire.timeoutMillis(millis);
    String start = wire.read();
    refuseIf(start);
    return new Agreed(Message.number(start, Message.START), compared);
  }

  private void refuseIf(String line) {
    if (line.startsWith(Message.REFUSED)) {
      throw refused(line.substring(Message.REFUSED.length()));
    }
  }
}
