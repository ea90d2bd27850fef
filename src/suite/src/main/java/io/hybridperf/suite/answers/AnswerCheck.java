package io.hybridperf.suite.answers;

import io.gatling.javaapi.core.CheckBuilder;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.gatling.grpc.check.ActualValue;
import io.hybridperf.gatling.grpc.check.GrpcChecks;
import io.hybridperf.gatling.grpc.check.GrpcReply;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks every answer to a search by what was asked: that it can be, by the API and the shipped
 * data. That it is the best there is, is the recall's business.
 *
 * <p>An answer that says what it had to do without is right here; {@code degraded()} is for those.
 * What is wrong is recorded in the series {@value #SERIES}NAME, for {@link WrongAnswers}.
 */
public final class AnswerCheck {
  static final String SERIES = "wrong.";

  private static final Set<String> NOTED =
      Arrays.stream(Flaw.values()).map(flaw -> SERIES + flaw).collect(Collectors.toSet());

  private AnswerCheck() {}

  /** {@return the check, for any search; reads the shipped data} */
  public static CheckBuilder check() {
    Catalogue catalogue = Catalogue.shipped();
    return GrpcChecks.<SearchResponse, Flaw>find(
            "flaw",
            Flaw.class,
            ActualValue.SHOWN,
            NOTED,
            (reply, session) -> look(reply, catalogue))
        .is(Flaw.NONE);
  }

  private static @Nullable Flaw look(GrpcReply<SearchResponse> reply, Catalogue catalogue) {
    SearchResponse answer = reply.message();
    if (answer == null) {
      return null;
    }
    int closely = ThreadLocalRandom.current().nextInt(Math.max(1, answer.getHitsCount()));
    Flaw flaw =
        flaw(reply.request(SearchRequest.class), answer, reply.serviceNanos(), catalogue, closely);
    if (flaw != Flaw.NONE) {
      reply.note(SERIES + flaw, 1);
    }
    return flaw;
  }

  /**
   * Looks at an answer.
   *
   * @param closely which hit is looked at in all that it says
   */
  static Flaw flaw(
      SearchRequest asked,
      SearchResponse answer,
      long serviceNanos,
      Catalogue catalogue,
      int closely) {
    Flaw flaw = PlanRules.flaw(asked, answer);
    if (flaw == Flaw.NONE) {
      flaw = HitRules.flaw(asked, answer);
    }
    if (flaw == Flaw.NONE) {
      flaw = catalogue.flaw(asked, answer, closely);
    }
    return flaw == Flaw.NONE ? StageRules.flaw(answer, serviceNanos) : flaw;
  }
}
