package io.hybridperf.suite.settings;

import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.MovieLens;
import io.hybridperf.measurement.load.Share;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * The parameters every simulation understands: {@code -D} properties, and keys under {@code
 * parameters} in {@code config/}.
 */
public enum Parameter {
  /** A file in config/environments. */
  ENV("env", new Kind.Text(), "a file in config/environments"),
  /** Where to aim instead of at an environment. */
  TARGET(
      "target",
      new Kind.Text(),
      "host:port, a list of them, dns:///name:port, or xds:///name with -Pxds"),
  /** Between addresses. */
  BALANCING(
      "balancing",
      new Kind.Choice(List.of("round_robin", "least_request")),
      "who gets the next call, of several targets or of a dns:/// name: each in turn; or, with -Pxds,"
          + " the one of two with fewer calls waiting"),
  /** What the target is compared with. */
  AGAINST(
      "against",
      new Kind.Text(),
      "host:port, a list of them, or a file in config/environments: what the target is compared with,"
          + " in turns"),
  /** Of blocks. */
  PAIRS(
      "pairs",
      new Kind.Whole(6, 1000),
      "how often the target and what it is compared with take turns"),
  /** Of a comparison with another target. */
  REGRESSION(
      "regression",
      new Kind.Real(0, 10),
      "by what share a time or a throughput must be worse than with against to be a regression"),
  /** The base rate. */
  QPS("qps", new Kind.Real(1e-3, 1e7), "requests a second before scale"),
  /** The highest rate. */
  PEAK("peak", new Kind.Real(1e-3, 1e7), "the highest rate, requests a second before scale"),
  /** The main load. */
  DURATION("duration", new Kind.Span(), "how long the main load is held"),
  /** The part that is not judged. */
  WARMUP(
      "warmup",
      new Kind.Span(Duration.ZERO),
      "how long the load runs before anything is judged; 0s: not at all"),
  /** Of the part that is not judged. */
  WARMUP_LIMIT(
      "warmup-limit",
      new Kind.Span(),
      "how long the warm-up may go on while the system still gets faster; not more than warmup: not"
          + " at all"),
  /** Between rates. */
  RAMP("ramp", new Kind.Span(), "time from one rate to the next"),
  /** Within a phase. */
  ARRIVALS(
      "arrivals",
      new Kind.Choice(List.of("poisson", "even")),
      "how requests arrive: poisson, at random as from many users; even, with the same gaps"),
  /** Of the calls. */
  DEPARTURES(
      "departures",
      new Kind.Choice(List.of("slots", "exact")),
      "when calls leave: slots, all of a millisecond together at its start; exact, each at its time,"
          + " for more of the generator's CPU"),
  /** At the peak. */
  HOLD("hold", new Kind.Span(), "how long the peak is held"),
  /** Repetitions. */
  CYCLES("cycles", new Kind.Whole(1, 1000), "how often the load repeats"),
  /** Starts of the system. */
  RUNS(
      "runs",
      new Kind.Whole(1, 100),
      "how often the simulation is run, each time with the stack started anew"),
  /** A variant of the simulation. */
  PROFILE("profile", new Kind.Text(), "which mix of queries or shape of load"),
  /** Of the environment. */
  SCALE(
      "scale",
      new Kind.Or(Settings.AUTO_SCALE, new Kind.Real(1e-6, 1e6)),
      "multiplies every rate; auto: finds what the target holds and uses 60 % of it"),
  /** Connections. */
  CHANNELS(
      "channels",
      new Kind.Whole(0, 10_000),
      "HTTP/2 connections in all; 0 means one to each target for each event loop"),
  /** Of a call. */
  DEADLINE("deadline", new Kind.Span(), "how long a call may take"),
  /** What decides the exit status. */
  GATE(
      "gate",
      new Kind.Choice(List.of("must-pass", "target", "stretch")),
      "the tier every gated target must reach"),
  /** Hits. */
  K("k", new Kind.Whole(1, 1000), "hits asked for"),
  /** Of randomness. */
  SEED(
      "seed",
      new Kind.Whole(Long.MIN_VALUE, Long.MAX_VALUE),
      "what everything random is drawn from"),
  /** What answers. */
  STORAGE("storage", new Kind.Choice(List.of("hybrid", "neo4j_only")), "which storage answers"),
  /** Popularity. */
  ZIPF(
      "zipf",
      new Kind.Real(0, 10),
      "exponent of the popularity of query texts and users; 0 is uniform"),
  /** In the policy store. */
  TENANTS(
      "tenants",
      new Kind.Whole(1, 1000),
      "tenants whose users ask; embedded: also how many are loaded"),
  /** Of a policy. */
  RULES(
      "rules",
      new Kind.Whole(1, 1000),
      "most rules a user's policy has; for the embedded stack's data"),
  /** In the stores. */
  FILMS(
      "films",
      new Kind.Whole(MovieLens.FILMS, Dataset.MAX_FILMS),
      "films that the stores hold: the 9742 real ones first, synthetic ones after them; embedded: also how many are loaded"),
  /** A real one. */
  MILVUS(
      "milvus",
      new Kind.Text(),
      "env embedded-milvus: the path of a milvus-server, or host:port of a running Milvus"),
  /** Of several machines that make the load. */
  INJECTOR(
      "injector",
      new Kind.Read(Share::parse),
      "which share of the load this one has, as 2/4, the second of four, or 1+1/4; each is a run of its own"),
  /** Of these. */
  RENDEZVOUS(
      "rendezvous",
      new Kind.Text(),
      "host:port at which injector 1 waits for the others, so that all begin at once"),
  /** For people who watch. */
  LIVE(
      "live",
      new Kind.Choice(List.of("auto", "on", "off")),
      "a page and metrics for Prometheus on loopback while the run goes; auto: unless CI is set"),
  /** For people who watch. */
  MONITOR(
      "monitor",
      new Kind.Choice(List.of("off", "on")),
      "on: the Prometheus that is installed watches the run, a Grafana that is shows it; the data stays in the folder"),
  /** From a slow request to what its target did. */
  TRACE_SHARE(
      "trace-share",
      new Kind.Real(0, 1),
      "share of calls that carry a traceparent, so that a tracing system shows what became of them"),
  /** Cost of measuring recall. */
  RECALL_SAMPLE("recall-sample", new Kind.Real(0, 1), "share of queries whose recall is measured");

  private final String key;

  @SuppressWarnings("ImmutableEnumChecker") // Records of immutable values.
  private final Kind kind;

  private final String meaning;

  Parameter(String key, Kind kind, String meaning) {
    this.key = key;
    this.kind = kind;
    this.meaning = meaning;
  }

  /** {@return the name people use, for example {@code recall-sample}} */
  public String key() {
    return key;
  }

  /** {@return one phrase for people} */
  public String meaning() {
    return meaning;
  }

  Kind kind() {
    return kind;
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(Parameter::key).toList();
  }
}
