package io.hybridperf.suite.answers;

import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.hybridperf.suite.hybrid.HybridDsl.hybrid;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatling.core.session.Session;
import io.gatling.javaapi.core.ChainBuilder;
import io.hybridperf.api.v1.FeedbackEvent;
import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.FeedbackResponse;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.IngestResponse;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.feeders.movielens.MovieLens;
import io.hybridperf.gatling.grpc.GrpcProtocol;
import io.hybridperf.gatling.grpc.SideChannel;
import io.hybridperf.gatling.grpc.check.ActualValue;
import io.hybridperf.gatling.grpc.check.GrpcChecks;
import io.hybridperf.gatling.grpc.check.GrpcReply;
import io.hybridperf.measurement.load.Share;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.watch.Analysis;
import io.hybridperf.suite.watch.Console;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a run writes, and whether it is there: read back once the staleness that its acknowledgement
 * promised has passed (metric {@code stale-reads}), and looked for once more after the load, every
 * one (metric {@code lost-writes}).
 *
 * <p>Of feedback the API shows no more than the ids of the stored events: an id that two events got
 * counts as a lost write, and that is all that is looked for.
 */
public final class Writes implements Analysis {
  private static final String WRITE = "write";
  private static final String LOST = "lost-writes";

  /** The metric {@code lost-writes}. */
  public static final Metric.External LOST_MEASURED =
      Metric.External.lowerIsBetter(
          LOST, Unit.RATIO, "acknowledged writes that are missing after the load");

  private static final String STALE = "stale-reads";

  /** The metric {@code stale-reads}. */
  public static final Metric.External STALE_MEASURED =
      Metric.External.lowerIsBetter(STALE, Unit.RATIO, "writes that were not there when promised");

  private static final String TENANT = "hybrid-perf";
  private static final int USERS = 1_000;

  /** Who promises nothing sooner cannot be held to it in a run. */
  private static final long MOST_STALENESS_MILLIS = 60_000;

  private final String run;
  private final Catalogue catalogue;
  private final long seed;
  private final Share share;
  private final Supplier<SideChannel> target;

  private final AtomicInteger contents = new AtomicInteger();
  private final AtomicInteger events = new AtomicInteger();
  private final Queue<Write> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicLong visibleFromNanos = new AtomicLong(System.nanoTime());
  private boolean readsBack;
  private final LongAdder readBack = new LongAdder();
  private final LongAdder stale = new LongAdder();
  private final Set<Long> eventIds = ConcurrentHashMap.newKeySet();
  private final LongAdder acknowledgedEvents = new LongAdder();

  /**
   * {@return what a run writes}
   *
   * @param settings of the run
   * @param protocol by which it is looked for after the load
   */
  public static Writes of(Settings settings, Supplier<GrpcProtocol> protocol) {
    return new Writes(
        settings.simulation() + " at " + Instant.now(),
        HeldFilms.of(settings).catalogue(),
        settings.whole(Parameter.SEED),
        settings.share(),
        () -> SideChannel.to(protocol.get()));
  }

  /**
   * @param run names the run, in the titles of what it writes
   * @param catalogue of what is there beside them
   * @param seed of the vectors
   * @param share of the load: no two injectors write the same content
   * @param target opens a connection for looking after the load
   */
  private Writes(
      String run, Catalogue catalogue, long seed, Share share, Supplier<SideChannel> target) {
    this.run = run;
    this.catalogue = catalogue;
    this.seed = seed;
    this.share = share;
    this.target = target;
  }

  /** What a virtual user wrote. */
  private static final class Written {
    private final Write write;
    private boolean acknowledged;
    private Duration maxStaleness = Duration.ZERO;

    Written(Write write) {
      this.write = write;
    }
  }

  /** {@return a step of a virtual user: it writes a content, request {@code ingest}} */
  public ChainBuilder ingest() {
    return exec(session -> session.set(WRITE, new Written(next())))
        .exec(
            hybrid("ingest")
                .ingest()
                .request(session ->
                    IngestRequest.newBuilder().addItems(written(session).write.content()).build())
                .check(
                    GrpcChecks.<IngestResponse, Boolean>find(
                            "acknowledged",
                            Boolean.class,
                            ActualValue.SHOWN,
                            Set.of(),
                            this::isAcknowledged)
                        .is(true)));
  }

  /**
   * {@return steps of a virtual user: it writes a content, as {@link #ingest()}; waits for as long
   * as the acknowledgement says that it may not be seen; and looks for it, request {@code
   * read-back}}
   */
  public ChainBuilder ingestAndReadBack() {
    readsBack = true;
    return ingest()
        .exec(
            doIf(session -> written(session).acknowledged)
                .then(
                    pause(session -> written(session).maxStaleness),
                    exec(
                        hybrid("read-back")
                            .search()
                            .request(session -> written(session).write.lookingForIt())
                            .check(
                                AnswerCheck.check(catalogue),
                                GrpcChecks.<SearchResponse, Boolean>find(
                                        "showsWhatWasWritten",
                                        Boolean.class,
                                        ActualValue.SHOWN,
                                        Set.of(),
                                        this::isShown)
                                    .is(true)))));
  }

  /** {@return a step of a virtual user: it tells of one event, request {@code feedback}} */
  public ChainBuilder feedback() {
    return exec(
        hybrid("feedback")
            .feedback()
            .request(session ->
                FeedbackRequest.newBuilder()
                    .addEvents(event(Queries.of(session).query().trueIds()[0]))
                    .build())
            .check(
                GrpcChecks.<FeedbackResponse, Boolean>find(
                        "acknowledged",
                        Boolean.class,
                        ActualValue.SHOWN,
                        Set.of(),
                        this::isEventAcknowledged)
                    .is(true)));
  }

  private Write next() {
    long number = share.inWhole(contents.getAndIncrement());
    if (number >= Write.MOST) {
      throw new IllegalStateException(
          "a run writes at most " + Write.MOST + " contents: lower qps or duration");
    }
    return Write.of(Math.toIntExact(number), run, MovieLens.DIMENSION, seed);
  }

  /** Of a tenant that no real user belongs to. */
  private FeedbackEvent event(long contentId) {
    long number = share.inWhole(events.getAndIncrement());
    return FeedbackEvent.newBuilder()
        .setTenantId(TENANT)
        .setUserId("user-" + (number % USERS + 1))
        .setContentId(contentId)
        .setEventType("play")
        .setReward(1)
        .build();
  }

  private @Nullable Boolean isAcknowledged(GrpcReply<IngestResponse> reply, Session session) {
    IngestResponse answer = reply.message();
    if (answer == null) {
      return null;
    }
    Written written = written(new io.gatling.javaapi.core.Session(session));
    long staleness = answer.getMaxStalenessMillis();
    if (!answer.getContentIdsList().equals(List.of(written.write.id()))
        || staleness < 0
        || staleness > MOST_STALENESS_MILLIS) {
      return false;
    }
    written.maxStaleness = Duration.ofMillis(staleness);
    written.acknowledged = true;
    acknowledged.add(written.write);
    long visible = System.nanoTime() + written.maxStaleness.toNanos();
    visibleFromNanos.accumulateAndGet(visible, (a, b) -> a - b > 0 ? a : b);
    return true;
  }

  private @Nullable Boolean isShown(GrpcReply<SearchResponse> reply, Session session) {
    SearchResponse answer = reply.message();
    if (answer == null) {
      return null;
    }
    boolean shown = written(new io.gatling.javaapi.core.Session(session)).write.isShownBy(answer);
    readBack.increment();
    if (!shown) {
      stale.increment();
    }
    return shown;
  }

  private @Nullable Boolean isEventAcknowledged(
      GrpcReply<FeedbackResponse> reply, Session session) {
    FeedbackResponse answer = reply.message();
    if (answer == null) {
      return null;
    }
    if (answer.getEventIdsCount() != 1) {
      return false;
    }
    acknowledgedEvents.increment();
    return eventIds.add(answer.getEventIds(0));
  }

  private static Written written(io.gatling.javaapi.core.Session session) {
    Written written = session.get(WRITE);
    if (written == null) {
      throw new IllegalStateException("a user reads back before it has written");
    }
    return written;
  }

  @Override
  public List<Metric.External> measures() {
    return readsBack ? List.of(LOST_MEASURED, STALE_MEASURED) : List.of(LOST_MEASURED);
  }

  @Override
  public Findings add(RunLog log, Findings soFar) {
    long sharedIds = acknowledgedEvents.sum() - eventIds.size();
    Findings found =
        readBack.sum() == 0
            ? soFar.notMeasured(STALE, "nothing was read back")
            : soFar.measured(STALE, (double) stale.sum(), readBack.sum());
    if (acknowledged.isEmpty() && eventIds.isEmpty()) {
      return found.notMeasured(LOST, "no write was acknowledged");
    }
    LostWrites looked = look();
    long lost = looked.missing().size() + sharedIds;
    found =
        found
            .line(
                "writes: %s of %s contents acknowledged, all looked for after the load: %s missing, %s without an answer; %s read back when promised: %s stale"
                    .formatted(
                        acknowledged.size(),
                        contents.get(),
                        looked.missing().size(),
                        looked.unanswered(),
                        readBack.sum(),
                        stale.sum()))
            .line(
                "        %s of %s events of feedback acknowledged, %s by an id that another has; the API shows no more of them"
                    .formatted(acknowledgedEvents.sum(), events.get(), sharedIds))
            .detail("writes", detail(looked, sharedIds));
    // What is certainly lost counts, even if more could not be looked for.
    return looked.unanswered() > 0 && lost == 0
        ? found.notMeasured(
            LOST,
            "%s of %s acknowledged contents could not be looked for: the target did not answer"
                .formatted(looked.unanswered(), acknowledged.size()))
        : found.measured(LOST, (double) lost, acknowledged.size() + acknowledgedEvents.sum());
  }

  private LostWrites look() {
    List<Write> all = List.copyOf(acknowledged);
    if (all.isEmpty()) {
      return LostWrites.NONE;
    }
    Console.say("looking for %d acknowledged contents", all.size());
    try (SideChannel connection = target.get()) {
      return LostWrites.among(all, visibleFromNanos.get(), connection.channel());
    }
  }

  private ObjectNode detail(LostWrites looked, long sharedIds) {
    ObjectNode detail =
        JsonNodeFactory.instance
            .objectNode()
            .put("contents", contents.get())
            .put("acknowledgedContents", acknowledged.size())
            .put("missingContents", looked.missing().size())
            .put("unansweredLooks", looked.unanswered())
            .put("readBack", readBack.sum())
            .put("staleReads", stale.sum())
            .put("events", events.get())
            .put("acknowledgedEvents", acknowledgedEvents.sum())
            .put("sharedEventIds", sharedIds);
    ArrayNode missing = detail.putArray("missing");
    looked.missing().stream().limit(LostWrites.MOST_EXAMPLES).forEach(missing::add);
    return detail;
  }
}
