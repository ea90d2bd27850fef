package io.hybridperf.contract;

import static io.hybridperf.contract.Engine.MILVUS_LITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.contract.Films.Film;
import io.milvus.v2.service.vector.request.GetReq;
import io.milvus.v2.service.vector.request.SearchReq;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The filters that the coordinator writes select the same rows everywhere. */
class FiltersContractTest extends MilvusContract {
  private Films films;
  private Films texts;

  @BeforeAll
  void fill() {
    films = tenFilms("filtered");
    texts = tenFilms("filtered_texts");
    List<String> genres =
        List.of(
            "it's",
            "say \"hi\"",
            "back\\slash",
            "50%",
            "日本",
            "a_c",
            "abc",
            "new\nline",
            "carriage\rreturn",
            "tab\tstop",
            "bell" + (char) 0x07,
            "delete" + (char) 0x7f,
            "line" + (char) 0x2028 + "separator",
            "\uD83D\uDE00",
            "\"\\\"",
            "back\\nslash");
    List<Film> more = new ArrayList<>();
    for (int i = 0; i < genres.size(); i++) {
      more.add(Film.of(100 + i, 1, 0, 0, 0).withGenre(genres.get(i)));
    }
    texts.insert(more);
  }

  @AfterAll
  void drop() {
    films.drop();
    texts.drop();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      value = {
        "id == 3 -> 3",
        "id in [1, 5, 77] -> 1 5",
        "id in [] -> ",
        "genre == 'genre1' -> 1 4 7",
        "genre == \"genre1\" -> 1 4 7",
        "genre in ['genre0', 'genre2', 'x'] -> 0 2 3 5 6 8 9",
        "year >= 1998 -> 8 9",
        "year > 1992 and year <= 1994 -> 3 4",
        "year < 1980 -> ",
        "popularity == 1.5 -> 3",
        "popularity > 3.9 -> 8 9",
        "genre == 'genre0' and year > 1995 -> 6 9",
        "genre == 'genre1' or genre == 'genre2' and year > 1995 -> 1 4 7 8",
        "(genre == 'genre1' or genre == 'genre2') and year > 1995 -> 7 8"
      })
  void selects(String filter, String expected) {
    assertThat(films.matching(filter)).containsExactlyElementsOf(idsIn(expected));
    assertThat(films.count(filter)).isEqualTo(idsIn(expected).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      value = {
        "genre == \"it's\" -> 100",
        "genre == 'say \"hi\"' -> 101",
        "genre == \"say \\\"hi\\\"\" -> 101",
        "genre == 'back\\\\slash' -> 102",
        "genre == '50%' -> 103",
        "genre in ['日本', 'abc'] -> 104 106",
        "genre == 'a_c' -> 105"
      })
  void textIsQuotedAndEscapedAlike(String filter, String expected) {
    assertThat(texts.matching(filter)).containsExactlyElementsOf(idsIn(expected));
  }

  /** In the form that the coordinator gives to any text. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      value = {
        "genre in [\"it's\"] -> 100",
        "genre in [\"say \\\"hi\\\"\"] -> 101",
        "genre in [\"back\\\\slash\"] -> 102",
        "genre in [\"new\\nline\"] -> 107",
        "genre in [\"carriage\\rreturn\"] -> 108",
        "genre in [\"tab\\tstop\"] -> 109",
        "genre in [\"line\u2028separator\"] -> 112",
        "genre in [\"\uD83D\uDE00\"] -> 113",
        "genre in [\"\\\"\\\\\\\"\"] -> 114",
        "genre in [\"back\\\\nslash\"] -> 115",
        "genre in [\"new\\nline\", \"tab\\tstop\", \"newnline\"] -> 107 109"
      })
  void anyTextCanBeWritten(String filter, String expected) {
    assertThat(texts.matching(filter)).containsExactlyElementsOf(idsIn(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      value = {"genre in [\"bell\\u0007\"] -> 110", "genre in [\"delete\\u007f\"] -> 111"})
  @Differs(
      engine = MILVUS_LITE,
      how = "a character cannot be written by its number",
      seen = "unknown enum value")
  void aCharacterCanBeWrittenByItsNumber(String filter, String expected) {
    assertThat(texts.matching(filter)).containsExactlyElementsOf(idsIn(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      value = {
        "year <= 2147483648 -> 0 1 2 3 4 5 6 7 8 9",
        "year >= 2147483648 -> ",
        "year >= -2147483649 -> 0 1 2 3 4 5 6 7 8 9",
        "year <= -2147483649 -> ",
        "popularity <= 1.0E300 -> 0 1 2 3 4 5 6 7 8 9",
        "popularity >= 1.0E300 -> ",
        "popularity >= -1.0E300 -> 0 1 2 3 4 5 6 7 8 9",
        "popularity >= -0.0 -> 0 1 2 3 4 5 6 7 8 9",
        "popularity >= 4.9E-324 -> 1 2 3 4 5 6 7 8 9",
        "popularity <= 1.0E-5 -> 0"
      })
  void aBoundMayLieOutsideOfTheFieldsRange(String filter, String expected) {
    assertThat(films.matching(filter)).containsExactlyElementsOf(idsIn(expected));
  }

  @Test
  void manyIdsMayBeListed() {
    String ids =
        LongStream.rangeClosed(3, 1002)
            .mapToObj(Long::toString)
            .collect(Collectors.joining(", ", "id in [", "]"));
    assertThat(films.matching(ids)).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L);
  }

  private static List<Long> idsIn(String text) {
    return text == null
        ? List.of()
        : Arrays.stream(text.strip().split(" +")).map(Long::valueOf).toList();
  }

  @Test
  void aFilterNarrowsASearchAndStillFillsIt() {
    SearchReq search =
        films
            .searching(new float[] {1, 9, 0, 0}, 3)
            .filter("genre in ['genre0', 'genre1'] and year < 1998")
            .outputFields(List.of("genre"))
            .build();
    assertThat(Films.ids(client.search(search).getSearchResults().getFirst()))
        .containsExactly(7L, 6L, 4L);
  }

  @Test
  void aFilterThatMatchesNothingFindsNothing() {
    SearchReq search = films.searching(new float[] {1, 9, 0, 0}, 3).filter("year > 2030").build();
    assertThat(client.search(search).getSearchResults().getFirst()).isEmpty();
  }

  @Test
  void rowsAreGotByTheirIds() {
    var rows =
        client
            .get(
                GetReq.builder()
                    .collectionName(films.name())
                    .ids(List.of(7L, 2L, 55L))
                    .outputFields(List.of("genre"))
                    .build())
            .getGetResults();
    assertThat(rows)
        .extracting(row -> row.getEntity().get("genre"))
        .containsExactlyInAnyOrder("genre1", "genre2");
  }
}
