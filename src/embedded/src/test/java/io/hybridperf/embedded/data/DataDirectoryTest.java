package io.hybridperf.embedded.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.feeders.movielens.MovieLens;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which data folders are used as they are, added to, and emptied. */
class DataDirectoryTest {
  private static final String FORM = "dataset a, 10 tenants";

  @TempDir private Path folder;
  private DataDirectory data;

  @BeforeEach
  void open() throws Exception {
    data = DataDirectory.open(folder);
  }

  @AfterEach
  void close() throws Exception {
    data.close();
  }

  private static DataContent films(int count) {
    return new DataContent(FORM, count);
  }

  @Test
  void anEmptyFolderHoldsNothing() throws Exception {
    assertThat(data.holds(films(20_000))).isFalse();
    assertThat(data.holdsBeginningOf(films(20_000))).isFalse();
    assertThat(data.loaded()).isEmpty();
  }

  @Test
  void whatWasLoadedIsHeldAndTheBeginningOfMore() throws Exception {
    data.markBegun(films(20_000));
    data.markLoaded(films(20_000));

    assertThat(data.holds(films(20_000))).isTrue();
    assertThat(data.holds(films(30_000))).isFalse();
    assertThat(data.holdsBeginningOf(films(30_000))).isTrue();
    assertThat(data.loaded()).contains(films(20_000));
  }

  @Test
  void fewerFilmsOrAnotherFormAreNotInWhatIsThere() throws Exception {
    data.markLoaded(films(20_000));

    assertThat(data.holdsBeginningOf(films(MovieLens.FILMS))).isFalse();
    assertThat(data.holdsBeginningOf(new DataContent("dataset a, 20 tenants", 30_000))).isFalse();
  }

  @Test
  void aLoadThatWasCutOffGoesOnAndNeverPassesForAWholeOne() throws Exception {
    data.markLoaded(films(MovieLens.FILMS));
    data.markBegun(films(20_000));

    assertThat(data.loaded()).isEmpty();
    assertThat(data.holds(films(20_000))).isFalse();
    assertThat(data.holdsBeginningOf(films(20_000))).isTrue();
    assertThat(data.holdsBeginningOf(films(30_000))).isTrue();
    assertThat(data.holdsBeginningOf(films(15_000))).isFalse();
    assertThat(data.holds(films(MovieLens.FILMS))).isFalse();
  }

  @Test
  void anEmptiedFolderHoldsNothing() throws Exception {
    data.markLoaded(films(20_000));
    data.markBegun(films(30_000));
    data.empty();

    assertThat(data.holdsBeginningOf(films(30_000))).isFalse();
    assertThat(Files.exists(folder.resolve("loading"))).isFalse();
  }

  @Test
  void theRealFilmsAloneHaveTheMarkThatTheyEverHad() throws Exception {
    assertThat(films(MovieLens.FILMS).mark()).isEqualTo(FORM);
    assertThat(DataContent.of(FORM)).isEqualTo(films(MovieLens.FILMS));
    assertThat(DataContent.of(films(100_000).mark())).isEqualTo(films(100_000));
    Files.writeString(folder.resolve("loaded"), FORM);

    assertThat(data.holds(films(MovieLens.FILMS))).isTrue();
  }
}
