package io.hybridperf.suite.injector;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hybridperf.gatling.grpc.channel.Target;
import io.hybridperf.gatling.grpc.record.RunRecording;
import io.hybridperf.measurement.load.AgreedStart;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Share;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.settings.Environment;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import io.hybridperf.suite.watch.Analysis;
import io.hybridperf.suite.watch.Console;
import io.hybridperf.suite.watch.RunningLoad;
import io.hybridperf.suite.watch.StartWatch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which of a load's injectors a run is, and when it begins. An only one begins when it is ready;
 * one of several ({@code -Dinjector=2/4}) meets the others first, and all begin at once.
 */
public final class Injector implements Analysis {
  /** How long injectors wait for each other: pods and agents do not start at once. */
  private static final Duration MOST = Duration.ofMinutes(5);

  /**
   * From when all have met until they begin: Gatling has to start in it, which takes less than what
   * came before. So it is as long as that took the slowest, within bounds.
   */
  private static final Duration LEAST_AHEAD = Duration.ofSeconds(3);

  private static final Duration MOST_AHEAD = Duration.ofSeconds(60);

  /**
   * How long a name of injector 1's own may be unknown: a pod begins before DNS has heard of it.
   */
  private static final Duration UNTIL_NAMED = Duration.ofMinutes(1);

  private static final String ON_ONE_MACHINE = "127.0.0.1:7464";

  /** Of what each injector may have its own. */
  private static final Set<String> OWN =
      Set.of(
          Parameter.INJECTOR.key(),
          Parameter.RENDEZVOUS.key(),
          Parameter.TARGET.key(),
          Parameter.LIVE.key());

  private final Settings settings;
  private final Share share;
  private @Nullable AgreedStart agreed;
  private long startNanoTime;
  private Supplier<OptionalLong> planZero = OptionalLong::empty;

  private Injector(Settings settings) {
    this.settings = settings;
    share = settings.share();
  }

  /**
   * {@return what the settings make of this run}
   *
   * @throws UserError in one line, if several injectors cannot do what they ask for
   */
  public static Injector of(Settings settings, Environment environment) {
    Injector injector = new Injector(settings);
    if (!settings.has(Parameter.INJECTOR) && settings.has(Parameter.RENDEZVOUS)) {
      throw new UserError(
          "rendezvous=%s: only several injectors meet; give each its share too, as -Dinjector=1/4"
              .formatted(settings.text(Parameter.RENDEZVOUS)));
    }
    if (!injector.isAlone()) {
      var _ = injector.address();
      if (settings.scaleIsAuto()) {
        throw injector.refused(
            "scale=auto finds what one injector's search sees; search without -Dinjector, and give all the scale it finds, as -Dscale=0.05");
      }
      if (settings.has(Parameter.RUNS) && settings.whole(Parameter.RUNS) > 1) {
        throw injector.refused(
            "runs=%s judges runs of one injector together; give the line of each injector again, and merge each time"
                .formatted(settings.text(Parameter.RUNS)));
      }
      if (settings.has(Parameter.AGAINST)) {
        throw injector.refused(
            "against=%s compares two targets from one injector; leave one of them out"
                .formatted(settings.text(Parameter.AGAINST)));
      }
      if (environment.embedded()) {
        throw injector.refused(
            "env=%s starts a stack for each injector; start one (src/embedded/README.md) and give all its address, as -Dtarget=127.0.0.1:50051"
                .formatted(environment.name()));
      }
    }
    return injector;
  }

  private UserError refused(String why) {
    return new UserError("injector=%s: %s".formatted(share, why));
  }

  /** {@return whether there are no others} */
  public boolean isAlone() {
    return share.isWhole();
  }

  /** Says what the lines on the load will mean. */
  private void introduce(LoadProfile profile) {
    Console.say(
        "injector %s: of each phase the %d injectors send every %d%s request, this one %,d in all; warm-up as long as planned, so that all leave it together; merge judges",
        share, share.of(), share.of(), suffix(share.of()), profile.sharedBy(share).plan().count());
  }

  private static String suffix(int number) {
    return number % 100 / 10 == 1
        ? "th"
        : switch (number % 10) {
          case 1 -> "st";
          case 2 -> "nd";
          case 3 -> "rd";
          default -> "th";
        };
  }

  /**
   * Waits until all injectors are ready, and agrees with them when to begin. At once for an only
   * one.
   *
   * @param watch says what is waited for
   * @param profile the whole load
   * @param known whether nothing goes on after it that depends on how the system does: each
   *     injector would find that by itself
   * @throws UserError in one line, if it is not known, not all come, they are not of one load, or
   *     clocks are apart
   */
  public void meet(StartWatch watch, LoadProfile profile, boolean known) {
    if (isAlone()) {
      return;
    }
    if (!known) {
      throw refused(
          "%s decides by what it sees what comes next, and each injector sees its share alone; run it without -Dinjector"
              .formatted(settings.simulation()));
    }
    introduce(profile);
    watch.waitsForUpTo("the other injectors", MOST);
    Message.Hello own =
        new Message.Hello(
            share.toString(), traits(profile), ManagementFactory.getRuntimeMXBean().getUptime());
    Console.say("injector %s: waiting for the others at %s", share, where());
    RendezvousGuest.Agreed with = share.isFirst() ? host(own) : join(own);
    ClockComparison clock = with.clock();
    long ownEpochNanos = WallClock.SYSTEM.epochNanos();
    startNanoTime =
        System.nanoTime() + with.startEpochNanos() + clock.offsetNanos() - ownEpochNanos;
    agreed =
        new AgreedStart(
            WallClock.instant(with.startEpochNanos()), Duration.ofNanos(clock.offsetNanos()));
    Console.say(
        "injector %s: all are there and begin in %.1f s; clock %+.3f ms, give or take %.3f ms, beside injector 1's",
        share,
        (startNanoTime - System.nanoTime()) / 1e9,
        clock.offsetNanos() / 1e6,
        clock.uncertaintyNanos() / 1e6);
  }

  private RendezvousGuest.Agreed host(Message.Hello own) {
    try (RendezvousHost host =
        new RendezvousHost(
            RendezvousHost.known(this::address, UNTIL_NAMED),
            own,
            AuditLimits.from(settings.config()).clockOffset(),
            WallClock.SYSTEM,
            Console::say)) {
      return new RendezvousGuest.Agreed(
          host.awaitAll(MOST, LEAST_AHEAD, MOST_AHEAD), new ClockComparison(0, 0));
    } catch (IOException e) {
      throw refused(
          "rendezvous=%s: injector 1 cannot listen there: %s; give an address of its own machine, and a free port"
              .formatted(where(), e.getMessage()));
    }
  }

  private RendezvousGuest.Agreed join(Message.Hello own) {
    return new RendezvousGuest(this::address, own, WallClock.SYSTEM).join(MOST);
  }

  private String where() {
    return settings.has(Parameter.RENDEZVOUS)
        ? settings.text(Parameter.RENDEZVOUS)
        : ON_ONE_MACHINE;
  }

  private InetSocketAddress address() {
    try {
      Target target = Target.parse(where());
      if (target.kind() == Target.Kind.ADDRESS) {
        return new InetSocketAddress(target.host(), target.port());
      }
    } catch (IllegalArgumentException e) {
      // The same line says it.
    }
    throw new UserError(
        "rendezvous=%s: must be host:port, an address of injector 1's machine, as 127.0.0.1:7464"
            .formatted(where()));
  }

  /** What all must have alike, or their shares are not of one load. */
  private Map<String, String> traits(LoadProfile profile) {
    Map<String, String> traits = new TreeMap<>(settings.parameters());
    traits.keySet().removeAll(OWN);
    traits.put("simulation", settings.simulation());
    traits.put(
        "load",
        String.format(
            Locale.ROOT,
            "%d phases in %s, by %08x",
            profile.phases().size(),
            profile.duration(),
            profile.phases().toString().hashCode()));
    return traits;
  }

  /** {@return how long it is until the load begins, in nanoseconds, 0 or more} */
  public long delayNanos() {
    return isAlone()
        ? 0
        : Math.max(0, startNanoTime - RunRecording.HEADROOM.toNanos() - System.nanoTime());
  }

  /**
   * {@return the parameters of the run, as it keeps them}
   *
   * @param parameters without what was agreed
   */
  public Map<String, String> described(Map<String, String> parameters) {
    return agreed == null ? parameters : agreed.addedTo(parameters);
  }

  @Override
  public void loadBegins(RunningLoad load) {
    planZero = load.clock()::zeroNanoTime;
  }

  @Override
  public Findings add(RunLog log, Findings soFar) {
    AgreedStart start = agreed;
    OptionalLong zero = planZero.get();
    if (start == null || zero.isEmpty()) {
      return soFar;
    }
    double lateMillis = (zero.getAsLong() - startNanoTime) / 1e6;
    return soFar
        .line(
            String.format(
                Locale.ROOT,
                "injector %s: began %.1f ms after the agreed instant",
                share,
                lateMillis))
        .detail(
            Share.PARAMETER,
            JsonNodeFactory.instance
                .objectNode()
                .put("share", share.toString())
                .put("agreedStart", start.at().toString())
                .put("startedLateMillis", lateMillis)
                .put("clockOffsetMillis", start.clockOffset().toNanos() / 1e6));
  }
}
