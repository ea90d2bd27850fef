package io.hybridperf.suite.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirstSentenceTest {

  @Test
  void isThatOfTheClassAndNotOfWhatComesBefore() {
    assertThat(
            FirstSentence.in(
                """
                /** A helper. */
                record Other() {}

                /**
                 * A base load of 7.5 k
                 * that {@code bursts}. And more.
                 */
                @Deprecated
                public final class Burst extends HybridSimulation {
                """,
                "Burst"))
        .isEqualTo("A base load of 7.5 k that bursts.");
  }

  @Test
  void isNothingWithoutAComment() {
    assertThat(FirstSentence.in("public final class Burst {}", "Burst")).isEmpty();
    assertThat(FirstSentence.in("/** Other. */ class Other {}", "Burst")).isEmpty();
  }

  @Test
  void endsWhereTheCommentOrItsParagraphDoes() {
    assertThat(FirstSentence.in("/** No full stop */\nclass Burst {}", "Burst"))
        .isEqualTo("No full stop");
    assertThat(FirstSentence.in("/**\n * One\n *\n * <p>Two.\n */\nclass Burst {}", "Burst"))
        .isEqualTo("One");
  }
}
