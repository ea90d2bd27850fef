package io.hybridperf.suite.answers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatling.core.session.Session;
import io.gatling.javaapi.core.CheckBuilder;
import io.hybridperf.api.v1.PolicyRef;
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
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Looks in every answer at whose policy ranked it, and counts those of others: the metric {@code
 * tenant-leaks}. One belongs to one run:
 *
 * <pre>{@code
 * private final TenantIsolation isolation = new TenantIsolation();
 *
 * {
 *   afterLoad(isolation);
 *   run(load, queries.next(), search().check(isolation.check()));
 * }
 * }</pre>
 */
public final class TenantIsolation implements Analysis {
  private static final String METRIC = "tenant-leaks";

  /** The metric {@code tenant-leaks}. */
  public static final Metric.External MEASURED =
      Metric.External.lowerIsBetter(
          METRIC, Unit.RATIO, "answers ranked by another tenant's policy");

  private static final String DEFAULT_CONTEXT = "default";
  private static final int MOST_EXAMPLES = 10;

  /** Whose policy ranked an answer. */
  enum Owner {
    /** Who asked; nobody's, if the request was anonymous or the answer says that it lacks one. */
    RIGHT,
    /** Nobody's, though a user asked who has one. */
    MISSING,
    /** Somebody else's. */
    LEAKED
  }

  private record Leak(String tenantAsked, String userAsked, String what) {}

  private final LongAdder looked = new LongAdder();
  private final LongAdder missing = new LongAdder();
  private final LongAdder leaked = new LongAdder();
  private final ConcurrentLinkedQueue<Leak> examples = new ConcurrentLinkedQueue<>();

  /** Nothing looked at yet. */
  public TenantIsolation() {}

  @Override
  public List<Metric.External> measures() {
    return List.of(MEASURED);
  }

  /**
   * Checks that an answer was ranked by the policy of who asked, or of nobody if nobody did. An
   * answer that says that it had to do without policies passes: {@code degraded()} is for those.
   *
   * @return the check of searches for queries of {@link Queries}
   */
  public CheckBuilder check() {
    return GrpcChecks.<SearchResponse, Owner>find(
            "policyOwner", Owner.class, ActualValue.SHOWN, Set.of(), this::look)
        .is(Owner.RIGHT);
  }

  private @Nullable Owner look(GrpcReply<SearchResponse> reply, Session session) {
    SearchResponse answer = reply.message();
    if (answer == null) {
      return null;
    }
    SearchRequest asked = Queries.of(new io.gatling.javaapi.core.Session(session)).request();
    Owner owner = owner(asked, answer);
    looked.increment();
    switch (owner) {
      case RIGHT -> {}
      case MISSING -> missing.increment();
      case LEAKED -> {
        leaked.increment();
        if (leaked.sum() <= MOST_EXAMPLES) {
          examples.add(new Leak(asked.getTenantId(), asked.getUserId(), what(asked, answer)));
        }
      }
    }
    return owner;
  }

  static Owner owner(SearchRequest asked, SearchResponse answer) {
    if (!answer.hasPolicy()) {
      return asked.getUserId().isEmpty() || answer.getDegradedList().contains(Stage.STAGE_POLICY)
          ? Owner.RIGHT
          : Owner.MISSING;
    }
    String context = asked.getContext().isEmpty() ? DEFAULT_CONTEXT : asked.getContext();
    PolicyRef own =
        PolicyRef.newBuilder()
            .setTenantId(asked.getTenantId())
            .setUserId(asked.getUserId())
            .setContext(context)
            .build();
    return !asked.getUserId().isEmpty() && answer.getPolicy().equals(own)
        ? Owner.RIGHT
        : Owner.LEAKED;
  }

  /** In words of ours: what a server writes does not belong into reports. */
  private static String what(SearchRequest asked, SearchResponse answer) {
    PolicyRef used = answer.getPolicy();
    if (asked.getUserId().isEmpty()) {
      return "somebody's, though nobody asked";
    }
    if (!used.getTenantId().equals(asked.getTenantId())) {
      return "another tenant's";
    }
    return used.getUserId().equals(asked.getUserId())
        ? "that of another context"
        : "another user's of the tenant";
  }

  @Override
  public Findings add(RunLog log, Findings soFar) {
    if (looked.sum() == 0) {
      return soFar.notMeasured(METRIC, "no answer came");
    }
    Findings found =
        soFar
            .measured(METRIC, (double) leaked.sum(), looked.sum())
            .detail("tenantIsolation", detail())
            .line(
                "tenant isolation: %s answers looked at, warm-up included; %s ranked by somebody else's policy, %s by none though the user has one"
                    .formatted(looked.sum(), leaked.sum(), missing.sum()));
    for (Leak leak : leaks()) {
      found =
          found.line(
              leak.userAsked().isEmpty()
                  ? "  leak: an anonymous request was ranked by " + leak.what()
                  : "  leak: %s of %s was ranked by %s policy"
                      .formatted(leak.userAsked(), leak.tenantAsked(), leak.what()));
    }
    return found;
  }

  private List<Leak> leaks() {
    return examples.stream().limit(MOST_EXAMPLES).toList();
  }

  private ObjectNode detail() {
    ObjectNode detail =
        JsonNodeFactory.instance
            .objectNode()
            .put("answers", looked.sum())
            .put("leaked", leaked.sum())
            .put("missing", missing.sum());
    ArrayNode list = detail.putArray("examples");
    for (Leak leak : leaks()) {
      list.addObject()
          .put("tenant", leak.tenantAsked())
          .put("user", leak.userAsked())
          .put("rankedBy", leak.what());
    }
    return detail;
  }
}
