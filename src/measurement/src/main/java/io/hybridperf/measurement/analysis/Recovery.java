package io.hybridperf.measurement.analysis;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** How long it takes until everything is well again, and stays so. */
public final class Recovery {
  private Recovery() {}

  /**
   * What is well.
   *
   * @param p99Nanos the response time that p99 may reach
   * @param errorRate the errors there may be among accepted requests, 0 to 1
   * @param shedRate the requests that may be refused, among all, 0 to 1
   * @param degradedShare the answers that may lack a stage, 0 to 1
   */
  public record Target(long p99Nanos, double errorRate, double shedRate, double degradedShare)
      implements Predicate<AnswerSummary> {

    /** {@return whether answers are within this target; without any OK answer they are not} */
    @Override
    public boolean test(AnswerSummary answers) {
      return answers.answers().ok() > 0
          && answers.p99Nanos() <= p99Nanos
          && answers.answers().errorRate() <= errorRate
          && answers.answers().shedRate() <= shedRate
          && answers.degradedShare() <= degradedShare;
    }
  }

  /**
   * The time from the end of a disturbance to the first moment from which all windows are within
   * target, until the last one observed. Its resolution is a window's length.
   *
   * @param afterwards the windows from the end of the disturbance on, in order
   * @param target what is well
   * @return seconds, 0 if all windows are; empty if the last one is not, or there is none
   */
  public static OptionalDouble seconds(
      List<AnswerWindow> afterwards, Predicate<AnswerSummary> target) {
    if (afterwards.isEmpty() || !target.test(afterwards.getLast().answers())) {
      return OptionalDouble.empty();
    }
    int good = afterwards.size() - 1;
    while (good > 0 && target.test(afterwards.get(good - 1).answers())) {
      good--;
    }
    return OptionalDouble.of(
        afterwards.get(good).startSeconds() - afterwards.getFirst().startSeconds());
  }
}
