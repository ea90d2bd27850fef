package io.hybridperf.measurement.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswersTest {

  private static final Answers SOME =
      Answers.of(
          Map.of(Tag.parse("fault/simple"), 100L, Tag.parse("fault/hybrid"), 50L),
          Map.of(
              Tag.parse("fault/simple/OK"), 90L,
              Tag.parse("fault/simple/RESOURCE_EXHAUSTED"), 20L,
              Tag.parse("fault/hybrid/UNAVAILABLE"), 8L,
              Tag.parse("fault/hybrid/DEADLINE_EXCEEDED"), 2L,
              Tag.parse("fault/simple/UNAVAILABLE"), 0L));

  @Test
  void errorsAreAShareOfWhatWasNotShed() {
    assertThat(SOME.errors()).isEqualTo(10);
    assertThat(SOME.errorRate()).isEqualTo(0.1);
    assertThat(SOME.shedRate()).isEqualTo(20.0 / 120);
  }

  @Test
  void whoWasNotAnsweredIsAnErrorOnlyOnceNoMoreAnswersCanCome() {
    assertThat(SOME.sent()).isEqualTo(150);
    assertThat(SOME.unanswered()).isZero();
    assertThat(SOME.ended().unanswered()).isEqualTo(30);
    assertThat(SOME.ended().errorRate()).isEqualTo(40.0 / 130);
    assertThat(SOME.ended().shedRate()).isEqualTo(20.0 / 150);
  }

  @Test
  void whereNothingEndedThereIsNoRate() {
    assertThat(Answers.NONE.errorRate()).isNaN();
    assertThat(Answers.NONE.shedRate()).isNaN();
    Answers onlyShed =
        Answers.of(Map.of(), Map.of(Tag.parse("peak/simple/RESOURCE_EXHAUSTED"), 7L));
    assertThat(onlyShed.errorRate()).isNaN();
    assertThat(onlyShed.shedRate()).isEqualTo(1);
  }

  @Test
  void sumsKeepErrorsByType() {
    Answers twice = SOME.plus(SOME.ended());

    assertThat(twice.byStatus())
        .isEqualTo(
            Map.of(
                "OK", 180L,
                "RESOURCE_EXHAUSTED", 40L,
                "UNAVAILABLE", 16L,
                "DEADLINE_EXCEEDED", 4L,
                "UNANSWERED", 30L));
    assertThat(twice.inWords())
        .isEqualTo(
            "180 OK, 50 errors (UNANSWERED 30, UNAVAILABLE 16, DEADLINE_EXCEEDED 4), 40 shed");
  }

  @Test
  void tagsAreReadAsTheyAreWritten() {
    for (String text : new String[] {"peak-2/simple", "peak-2/simple/OK"}) {
      assertThat(Tag.parse(text)).hasToString(text);
    }
    assertThat(Tag.clean("my type, a/b")).isEqualTo("my_type__a_b");
    assertThatIllegalArgumentException().isThrownBy(() -> Tag.parse("peak"));
  }
}
