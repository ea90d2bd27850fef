package io.hybridperf.feeders.movielens;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TitlesTest {

  @Test
  void theYearIsTakenFromTheParenthesesAtTheEnd() {
    assertThat(Titles.year("Toy Story (1995)")).isEqualTo(1995);
    assertThat(Titles.year("96 Minutes (2011) ")).isEqualTo(2011);
    assertThat(Titles.year("Death Note: Desu nôto (2006–2007)")).isEqualTo(2006);
    assertThat(Titles.year("2001: A Space Odyssey (1968)")).isEqualTo(1968);
    assertThat(Titles.year("Babylon 5")).isZero();
    assertThat(Titles.withoutYear("96 Minutes (2011) ")).isEqualTo("96 Minutes");
    assertThat(Titles.withoutYear("Seven (a.k.a. Se7en) (1995)")).isEqualTo("Seven (a.k.a. Se7en)");
  }

  @Test
  void naturalTitlesHaveTheArticleInFrontAndNoOtherTitles() {
    assertThat(Titles.natural("Godfather: Part II, The")).isEqualTo("The Godfather: Part II");
    assertThat(Titles.natural("City of Lost Children, The (Cité des enfants perdus, La)"))
        .isEqualTo("The City of Lost Children");
    assertThat(Titles.natural("Good, the Bad and the Ugly, The (Buono, il brutto, il cattivo, Il)"))
        .isEqualTo("The Good, the Bad and the Ugly");
    assertThat(Titles.natural("(500) Days of Summer")).isEqualTo("Days of Summer");
  }
}
