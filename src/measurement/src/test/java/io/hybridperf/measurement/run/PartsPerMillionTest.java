package io.hybridperf.measurement.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.HdrHistogram.Histogram;

class PartsPerMillionTest {

  @Property(tries = 300)
  void sharesOfAFewAreExact(
      @ForAll @IntRange(min = 0, max = 10) int found, @ForAll @IntRange(min = 0, max = 50) int of) {
    Histogram recall = LoggedInterval.newHistogram();
    recall.recordValueWithCount(found * Series.PPM / 10, 3);
    recall.recordValueWithCount(of * Series.PPM / 50, 1);

    assertThat(PartsPerMillion.mean(recall))
        .isEqualTo((found * 0.3 + of * 0.02) / 4, within(1e-12));
  }

  @Property(tries = 300)
  void othersAreAsExactAsAHistogram(@ForAll @IntRange(min = 0, max = 1_000_000) int ppm) {
    long roundest = PartsPerMillion.roundest(ppm);

    assertThat(Math.abs(roundest - ppm)).isLessThanOrEqualTo(Math.max(1, ppm / 1_000));
    assertThat(roundest).isLessThanOrEqualTo(Series.PPM);
  }
}
