package io.hybridperf.suite.answers;

import io.gatling.core.session.Session;
import io.gatling.javaapi.core.CheckBuilder;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.gatling.grpc.check.ActualValue;
import io.hybridperf.gatling.grpc.check.GrpcChecks;
import io.hybridperf.gatling.grpc.check.GrpcReply;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.watch.Analysis;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Looks in every answer for what the graph and the policy give it, and counts those that lack it
 * and do not say so: the metric {@code unflagged-answers}. One belongs to one run.
 *
 * <p>Where relationships were asked, every hit has a title, which is the graph's. Where a user
 * asked, who has a policy, the answer names it.
 */
public final class FlaggedAnswers implements Analysis {
  private static final String METRIC = "unflagged-answers";

  /** The metric {@code unflagged-answers}. */
  public static final Metric.External MEASURED =
      Metric.External.lowerIsBetter(
          METRIC, Unit.RATIO, "answers that lack a stage and do not say so");

  private final LongAdder looked = new LongAdder();
  private final LongAdder flagged = new LongAdder();
  private final LongAdder unflagged = new LongAdder();

  /** Nothing looked at yet. */
  public FlaggedAnswers() {}

  /**
   * Checks that an answer is whole, or says what it lacks.
   *
   * @return the check of searches for queries of {@link Queries}
   */
  public CheckBuilder check() {
    return GrpcChecks.<SearchResponse, Boolean>find(
            "wholeOrFlagged", Boolean.class, ActualValue.SHOWN, this::look)
        .is(true);
  }

  private @Nullable Boolean look(GrpcReply<SearchResponse> reply, Session session) {
    SearchResponse answer = reply.message();
    if (answer == null) {
      return null;
    }
    SearchRequest asked = Queries.of(new io.gatling.javaapi.core.Session(session)).request();
    boolean honest = isWholeOrFlagged(asked, answer);
    looked.increment();
    if (!honest) {
      unflagged.increment();
    } else if (answer.getDegradedCount() > 0) {
      flagged.increment();
    }
    return honest;
  }

  static boolean isWholeOrFlagged(SearchRequest asked, SearchResponse answer) {
    boolean graph =
        !asked.getGraph().getRelationships()
            || answer.getDegradedList().contains(Stage.STAGE_GRAPH)
            || answer.getHitsList().stream().noneMatch(hit -> hit.getTitle().isEmpty());
    boolean policy =
        asked.getUserId().isEmpty()
            || answer.getDegradedList().contains(Stage.STAGE_POLICY)
            || answer.hasPolicy();
    return graph && policy;
  }

  @Override
  public Findings add(RunLog log, Findings soFar) {
    if (looked.sum() == 0) {
      return soFar.notMeasured(METRIC, "no answer came");
    }
    return soFar
        .measured(METRIC, (double) unflagged.sum(), looked.sum())
        .line(
            "flags: %s answers looked at, warm-up included; %s lacked a stage and said so, %s did not say so"
                .formatted(looked.sum(), flagged.sum(), unflagged.sum()));
  }
}
