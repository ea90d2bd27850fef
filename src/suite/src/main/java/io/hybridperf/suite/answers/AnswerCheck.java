package io.hybridperf.suite.answers;

import io.gatling.javaapi.core.CheckBuilder;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.gatling.grpc.check.ActualValue;
import io.hybridperf.gatling.grpc.check.GrpcChecks;
import io.hybridperf.gatling.grpc.check.GrpcReply;
import io.hybridperf.suite.settings.Settings;
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

  /**
   * {@return the check, for any search; reads the data that the target holds}
   *
   * @param settings of the run
   */
  public static CheckBuilder check(Settings settings) {
    return check(HeldFilms.of(settings).catalogue());
  }

  /** {@return the check, for any search of a target that holds the shipped films and no others} */
  public static CheckBuilder check() {
    return check(Catalogue.shipped());
  }

  static CheckBuilder check(Catalogue catalogue) {
    return check(catalogue, (_, _) -> Flaw.NONE);
  }

  /**
   * {@return the check, which also compares each score with that of the content's vector}
   *
   * @param queries whose data the target holds
   * @param catalogue of these
   */
  static CheckBuilder exact(Queries queries, Catalogue catalogue) {
    return check(catalogue, new ScoreRules(queries.truths())::flaw);
  }

  /** What else an answer must be. */
  private interface Rules {
    Flaw flaw(SearchRequest asked, SearchResponse answer);
  }

  private static CheckBuilder check(Catalogue catalogue, Rules more) {
    return GrpcChecks.<SearchResponse, Flaw>find(
            "flaw",
            Flaw.class,
            ActualValue.SHOWN,
            NOTED,
            (reply, session) -> look(reply, catalogue, more))
        .is(Flaw.NONE);
  }

  private static @Nullable Flaw look(
      GrpcReply<SearchResponse> reply, Catalogue catalogue, Rules more) {
    SearchResponse answer = reply.message();
    if (answer == null) {
      return null;
    }
    SearchRequest asked = reply.request(SearchRequest.class);
    int closely = ThreadLocalRandom.current().nextInt(Math.max(1, answer.getHitsCount()));
    Flaw flaw = flaw(asked, answer, reply.serviceNanos(), catalogue, closely);
    if (flaw == Flaw.NONE) {
      flaw = more.flaw(asked, answer);
    }
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
