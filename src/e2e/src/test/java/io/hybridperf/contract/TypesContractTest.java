package io.hybridperf.contract;

import static io.hybridperf.contract.Engine.MILVUS_LITE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.hybridperf.contract.Films.Film;
import io.milvus.v2.service.vector.request.InsertReq;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every type of scalar field comes back as it went in, and nothing else goes in. */
class TypesContractTest extends MilvusContract {
  private static final Film EXTREME =
      new Film(
          Long.MIN_VALUE + 1,
          new float[] {0.1f, -2.5f, 1e-7f, 12345.678f},
          "naïve \"quoted\" \\ 日本 🎬\n",
          -1234.5678901234,
          Integer.MIN_VALUE);
  private static final Film OPPOSITE =
      new Film(
          Long.MAX_VALUE - 1, new float[] {-1, 0, 0, 0}, "", Double.MIN_VALUE, Integer.MAX_VALUE);

  private static final List<String> SCALARS = List.of("id", "genre", "popularity", "year");

  private Films films;

  @BeforeAll
  void fill() {
    films = Films.create(client, "types", 4);
    films.insert(List.of(EXTREME, OPPOSITE));
  }

  @AfterAll
  void drop() {
    films.drop();
  }

  @Test
  void aQueryGivesBackEveryTypeAsItWasStored() {
    assertHolds(row("year < 0"), EXTREME);
    assertHolds(row("year > 0"), OPPOSITE);
  }

  private Map<String, Object> row(String filter) {
    return client
        .query(films.querying(filter).outputFields(SCALARS).build())
        .getQueryResults()
        .getFirst()
        .getEntity();
  }

  @Test
  void aSearchGivesBackEveryTypeAsItWasStored() {
    for (Film film : List.of(EXTREME, OPPOSITE)) {
      assertHolds(
          client
              .search(films.searching(film.vector(), 1).outputFields(SCALARS).build())
              .getSearchResults()
              .getFirst()
              .getFirst()
              .getEntity(),
          film);
    }
  }

  private static void assertHolds(Map<String, Object> entity, Film film) {
    assertThat(entity)
        .containsEntry("id", film.id())
        .containsEntry("genre", film.genre())
        .containsEntry("popularity", film.popularity())
        .containsEntry("year", film.year());
  }

  @Test
  void onlyTheFieldsAskedForComeBack() {
    assertThat(
            client
                .query(films.querying("year < 0").outputFields(List.of("genre")).build())
                .getQueryResults()
                .getFirst()
                .getEntity())
        .containsOnlyKeys("id", "genre");
  }

  @Test
  void textIsMeasuredInBytes() {
    try (Films own = Films.create(client, "long_text", 4)) {
      own.insert(List.of(Film.of(77, 1, 0, 0, 0).withGenre("日".repeat(66))));
      assertThat(own.count("")).isEqualTo(1);
    }
  }

  @Test
  @Differs(engine = MILVUS_LITE, how = "text of any length is taken", seen = "accepted")
  void textLongerThanItsFieldIsRefused() {
    try (Films own = Films.create(client, "longer_text", 4)) {
      assertThat(
              outcome(() -> own.insert(List.of(Film.of(1, 1, 0, 0, 0).withGenre("日".repeat(67))))))
          .startsWith("refused with 1100: ")
          .contains("exceeds max length (200)");
      assertThat(own.count("")).isZero();
    }
  }

  @Test
  void aRowWithoutAFieldIsRefused() {
    JsonObject row = Film.of(1, 1, 0, 0, 0).json();
    row.remove("year");
    assertThat(outcome(() -> insert(row))).startsWith("refused").contains("year");
  }

  @Test
  void theLargestNumberIsAKey() {
    try (Films own = Films.create(client, "largest_key", 4)) {
      own.insert(List.of(Film.of(Long.MAX_VALUE, 1, 0, 0, 0).withGenre("last")));
      assertThat(
              client
                  .search(own.searching(new float[] {1, 0, 0, 0}, 1).outputFields(SCALARS).build())
                  .getSearchResults()
                  .getFirst()
                  .getFirst()
                  .getEntity())
          .containsEntry("genre", "last");
    }
  }

  @Test
  void aValueOfAnotherTypeIsRefused() {
    assertThat(outcome(() -> insert("year", new JsonPrimitive("soon")))).startsWith("refused");
    assertThat(outcome(() -> insert("genre", new JsonArray()))).startsWith("refused");
    assertThat(films.count("")).isEqualTo(2);
  }

  @Test
  void aVectorOfTheWrongDimensionIsRefused() {
    for (Film film : List.of(Film.of(1, 1, 0, 0), Film.of(1, 1, 0, 0, 0, 0))) {
      assertThat(outcome(() -> films.insert(List.of(film))))
          .startsWith("refused")
          .contains("dimension");
      assertThat(outcome(() -> films.upsert(List.of(film))))
          .startsWith("refused")
          .contains("dimension");
    }
    assertThat(films.count("")).isEqualTo(2);
  }

  private void insert(String field, JsonElement value) {
    JsonObject row = Film.of(1, 1, 0, 0, 0).json();
    row.add(field, value);
    insert(row);
  }

  private void insert(JsonObject row) {
    client.insert(InsertReq.builder().collectionName(films.name()).data(List.of(row)).build());
  }
}
