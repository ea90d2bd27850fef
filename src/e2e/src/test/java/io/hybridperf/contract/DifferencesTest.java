package io.hybridperf.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.AnnotationSupport;

class DifferencesTest {
  private final Differences differences = new Differences(Engine.MILVUS);

  @Differs(engine = Engine.MILVUS, how = "it rounds", seen = "was: 2")
  @Differs(engine = Engine.MILVUS_LITE, how = "it cuts", seen = "was: 1")
  private static List<Differs> named() {
    try {
      return AnnotationSupport.findRepeatableAnnotations(
          DifferencesTest.class.getDeclaredMethod("named"), Differs.class);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aNamedDifferenceThatIsSeenIsReported() throws Throwable {
    differences.judge("a", List.of(), null);
    differences.judge("b", named(), new AssertionError("expected: 1.5 but was: 2"));

    assertThat(differences.report())
        .containsExactly(
            "Milvus 2.3.5: 1 tests of the contract hold, 1 differ as named:", "  b: it rounds");
  }

  @Test
  void aNamedDifferenceThatIsGoneFails() {
    assertThatThrownBy(() -> differences.judge("b", named(), null))
        .isInstanceOf(AssertionError.class)
        .hasMessage("Milvus 2.3.5 no longer differs in \"it rounds\": remove @Differs from b");
  }

  @Test
  void anotherDifferenceThanTheNamedOneFails() {
    assertThatThrownBy(() -> differences.judge("b", named(), new AssertionError("was: 3")))
        .hasMessageContaining("differs, but not as named: expected to see \"was: 2\"")
        .hasRootCauseMessage("was: 3");
  }

  @Test
  void whatIsNamedOfOneEngineDoesNotExcuseAnother() {
    Differences ours = new Differences(Engine.EMBEDDED);

    assertThatThrownBy(() -> ours.judge("b", named(), new AssertionError("was: 2")))
        .hasMessage("was: 2");
  }
}
