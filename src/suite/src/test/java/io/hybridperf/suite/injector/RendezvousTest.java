package io.hybridperf.suite.injector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hybridperf.suite.settings.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RendezvousTest {
  private static final Map<String, String> TRAITS = Map.of("seed", "42", "load", "as it is");
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final long MILLI = 1_000_000;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> said = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static Message.Hello hello(String share) {
    return new Message.Hello(share, TRAITS, 0);
  }

  private RendezvousHost host(String share) throws IOException {
    return new RendezvousHost(
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
        hello(share),
        Duration.ofSeconds(1),
        WallClock.SYSTEM,
        said::add);
  }

  private static InetSocketAddress at(RendezvousHost host) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), host.port());
  }

  private Future<RendezvousGuest.Agreed> guest(
      RendezvousHost host, Message.Hello own, long aheadNanos) {
    WallClock clock = () -> WallClock.SYSTEM.epochNanos() + aheadNanos;
    return threads.submit(() -> new RendezvousGuest(() -> at(host), own, clock).join(LONG));
  }

  private static String problem(Future<?> guest) throws InterruptedException {
    try {
      var _ = guest.get();
      return "";
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(UserError.class);
      return String.valueOf(e.getCause().getMessage());
    }
  }

  @Test
  void allAreToldOneInstantAndKnowTheirClocks() throws Exception {
    try (RendezvousHost host = host("1/4")) {
      List<Future<RendezvousGuest.Agreed>> guests = new ArrayList<>();
      for (int n = 2; n <= 4; n++) {
        guests.add(guest(host, hello(n + "/4"), (n - 3) * 300L * MILLI));
      }
      long before = WallClock.SYSTEM.epochNanos();

      long start = host.awaitAll(LONG, Duration.ofSeconds(7), LONG);

      assertThat(start).isGreaterThanOrEqualTo(before + Duration.ofSeconds(7).toNanos());
      for (int n = 2; n <= 4; n++) {
        RendezvousGuest.Agreed agreed = guests.get(n - 2).get();
        assertThat(agreed.startEpochNanos()).isEqualTo(start);
        // What NTP promises: the truth is not further off than half of the way there and back.
        assertThat(Math.abs(agreed.clock().offsetNanos() - (n - 3) * 300L * MILLI))
            .isLessThanOrEqualTo(agreed.clock().uncertaintyNanos() + 1);
      }
    }
  }

  @Test
  void theStartIsAsFarAheadAsItTookTheSlowestToCome() throws Exception {
    try (RendezvousHost host = host("1/2")) {
      Future<RendezvousGuest.Agreed> slow =
          guest(host, new Message.Hello("2/2", TRAITS, 20_000), 0);
      long before = WallClock.SYSTEM.epochNanos();

      assertThat(host.awaitAll(LONG, Duration.ZERO, LONG))
          .isGreaterThanOrEqualTo(before + Duration.ofSeconds(20).toNanos())
          .isEqualTo(slow.get().startEpochNanos());
    }
  }

  @Test
  void aClockThatIsApartEndsItForAllAndNamesWhose() throws Exception {
    Future<RendezvousGuest.Agreed> wrong;
    try (RendezvousHost host = host("1/3")) {
      wrong = guest(host, hello("3/3"), -3_000 * MILLI);

      assertThatThrownBy(() -> host.awaitAll(LONG, SHORT, SHORT))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("injector=1/3: the clock of injector 3/3 is ")
          .hasMessageContaining(" s behind that of injector 1, limit 1.0 s (audit.clock-offset)");
    }
    assertThat(problem(wrong)).contains("injector 3/3");
  }

  @Test
  void whoeverDoesNotComeIsNamed() throws Exception {
    try (RendezvousHost host = host("1/4")) {
      Future<RendezvousGuest.Agreed> third = guest(host, hello("3/4"), 0);

      assertThatThrownBy(() -> host.awaitAll(Duration.ofSeconds(2), SHORT, SHORT))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("2/4, 4/4 missing");
      assertThat(problem(third)).contains("injector=3/4: ", "2/4, 4/4 missing");
    }
  }

  @Test
  void whoIsOfAnotherLoadIsRefusedAndMayComeAgainAsItShouldBe() throws Exception {
    try (RendezvousHost host = host("1/2")) {
      Map<String, String> others = Map.of("seed", "43", "load", "as it is");
      assertThat(problem(guest(host, new Message.Hello("2/2", others, 0), 0)))
          .isEqualTo("injector=2/2: seed is 43, and 42 for injector 1");
      assertThat(problem(guest(host, hello("2/3"), 0)))
          .contains("injector 1 is 1/2: give all the same number");
      assertThat(problem(guest(host, hello("1/2"), 0))).contains("an injector 1/2 is here already");
      assertThat(said).hasSize(3).allMatch(line -> line.contains("came and was refused"));

      Future<RendezvousGuest.Agreed> second = guest(host, hello("2/2"), 0);

      assertThat(host.awaitAll(LONG, SHORT, SHORT)).isEqualTo(second.get().startEpochNanos());
    }
  }

  @Test
  void injectorOneWaitsUntilItsOwnNameIsKnown() throws Exception {
    InetSocketAddress unknown = InetSocketAddress.createUnresolved("pod-0.injectors", 7464);
    InetSocketAddress known = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 7464);
    Deque<InetSocketAddress> answers = new ArrayDeque<>(List.of(unknown, unknown, known));

    assertThat(RendezvousHost.known(answers::remove, LONG)).isEqualTo(known);
    assertThatThrownBy(() -> RendezvousHost.known(() -> unknown, Duration.ZERO))
        .isInstanceOf(IOException.class)
        .hasMessage("the name is unknown after 0 s");
  }

  @Test
  void strangersAndThoseWhoLeaveDisturbNobody() throws Exception {
    try (RendezvousHost host = host("1/2")) {
      for (String line : List.of("GET / HTTP/1.1\r\n\r\n", "x".repeat(100_000), "\n", "{}\n")) {
        try (Socket stranger = new Socket(InetAddress.ofLiteral("127.0.0.1"), host.port())) {
          stranger.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
          // It was thrown out before it had said all.
        }
      }
      try (Wire leaving = new Wire(new Socket(InetAddress.ofLiteral("127.0.0.1"), host.port()))) {
        leaving.write(Message.of(hello("2/2")));
        assertThat(leaving.read()).isEqualTo(Message.WELCOME);
      }
      Future<RendezvousGuest.Agreed> second = guest(host, hello("2/2"), 0);

      assertThat(host.awaitAll(LONG, SHORT, SHORT)).isEqualTo(second.get().startEpochNanos());
    }
  }

  @Test
  void whereNobodyIsInjectorOneThatIsSaid() throws Exception {
    // Bound, so that nobody else gets the port, and not listening.
    try (Socket nobody = new Socket()) {
      InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
      nobody.bind(new InetSocketAddress(loopback, 0));
      InetSocketAddress there = new InetSocketAddress(loopback, nobody.getLocalPort());
      RendezvousGuest guest = new RendezvousGuest(() -> there, hello("2/2"), WallClock.SYSTEM);

      assertThatThrownBy(() -> guest.join(SHORT))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("injector=2/2: injector 1 has not come to /127.0.0.1:")
          .hasMessageContaining("-Drendezvous");
    }
  }
}
