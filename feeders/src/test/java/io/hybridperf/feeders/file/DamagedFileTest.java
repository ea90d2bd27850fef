package io.hybridperf.feeders.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hybridperf.feeders.query.TruthFile;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class DamagedFileTest {

  private static final ShippedFile FILE = ShippedFile.EMBEDDINGS;
  private static final byte[] VECTORS =
      VectorFile.encode(new long[] {1, 7}, new float[][] {{0.6f, 0.8f, 0}, {0, 0, -1}});
  private static final byte[] TRUTH =
      new TruthFile(
              new TruthFile.Sources(1, 2, 3), new long[][] {{5, 4}}, new float[][] {{0.5f, 0.4f}})
          .encode();

  @Test
  void anIntactVectorFileGivesBackUnitVectors() {
    VectorFile file = VectorFile.decode(FILE, VECTORS, 3);
    assertThat(file.size()).isEqualTo(2);
    assertThat(file.id(1)).isEqualTo(7);
    assertThat(Vectors.dot(file.vector(0), new float[] {0.6f, 0.8f, 0})).isGreaterThan(0.9999999);
    assertThat(file.vector(1)).containsExactly(0, 0, -1);
  }

  @Test
  void anIntactTruthFileGivesBackWhatWasWritten() {
    TruthFile truth = TruthFile.decode(FILE, TRUTH);
    assertThat(truth.sources()).isEqualTo(new TruthFile.Sources(1, 2, 3));
    assertThat(truth.ids()[0]).containsExactly(5, 4);
    assertThat(truth.scores()[0]).containsExactly(0.5f, 0.4f);
  }

  @Test
  void aWrongDimensionIsNamed() {
    assertOneLine(() -> VectorFile.decode(FILE, VECTORS, 384), "dimension 3 instead of 384");
  }

  @Test
  void aTruncatedFileIsNamedWithBothSizes() {
    byte[] half = Arrays.copyOf(VECTORS, 40);
    assertOneLine(
        () -> VectorFile.decode(FILE, half, 3), "40 bytes, its header announces " + VECTORS.length);
    assertOneLine(() -> VectorFile.decode(FILE, new byte[3], 3), "not a vector file");
    assertOneLine(() -> TruthFile.decode(FILE, Arrays.copyOf(TRUTH, 33)), "33 bytes");
    assertOneLine(() -> TruthFile.decode(FILE, VECTORS), "not a ground truth file");
  }

  @Test
  void aMissingFileIsNamedWithTheRemedy() {
    assertThatThrownBy(() -> new ShippedFile("nowhere.f16").bytes())
        .isInstanceOf(FeederDataException.class)
        .hasMessageStartingWith(
            "Feeder file nowhere.f16 is missing; restore it from version control")
        .hasMessageContaining("-Pmake-feeders");
  }

  @Property(tries = 200)
  void noChangedByteGoesUnnoticed(
      @ForAll @IntRange(max = 51) int position, @ForAll @IntRange(min = 1, max = 255) int change) {
    byte[] bytes = VECTORS.clone();
    bytes[position % bytes.length] ^= (byte) change;
    assertOneLine(() -> VectorFile.decode(FILE, bytes, 3), "is damaged");
  }

  private static void assertOneLine(ThrowingCallable reading, String part) {
    assertThatThrownBy(reading)
        .isInstanceOf(FeederDataException.class)
        .hasMessageContaining("embeddings.f16")
        .hasMessageContaining(part)
        .message()
        .doesNotContain("\n");
  }
}
